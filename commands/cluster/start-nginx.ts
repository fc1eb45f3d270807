import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accepts, type Part, runPart } from './run-part.ts'

const READY_MS = 10_000
const TEMPLATE = new URL('../../deploy/nginx/hexhaul.conf.template', import.meta.url)

export type NginxOptions = {
  dir: string
  port: number
  serverPorts: readonly number[]
  /** Load comes from one address here: the second line of limits must not be what is measured. */
  requestsPerSecond: number
  connectionsPerAddress?: number
  tls?: { certFile: string; keyFile: string }
}

/** Starts Nginx in front of the servers, as an unprivileged process with all of its files in `dir`. */
export async function startNginx(options: NginxOptions): Promise<Part & { url: string }> {
  const { dir, port, tls } = options
  const folder = join(dir, 'nginx')
  mkdirSync(folder, { recursive: true })
  await Bun.write(join(folder, 'hexhaul.conf'), fillTemplate(await Bun.file(TEMPLATE).text(), options))
  await Bun.write(join(folder, 'nginx.conf'), mainConfig(folder))
  const part = await runPart({
    name: 'nginx',
    command: ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    logFile: join(dir, 'nginx.log'),
    isReady: () => accepts(port),
    deadlineMs: READY_MS,
  })
  return { ...part, url: `${tls ? 'https' : 'http'}://localhost:${port}` }
}

export function fillTemplate(template: string, options: NginxOptions): string {
  const { port, serverPorts, requestsPerSecond, tls } = options
  const values: Record<string, string> = {
    UPSTREAM_SERVERS: serverPorts
      .map((serverPort) => `server 127.0.0.1:${serverPort} max_fails=2 fail_timeout=2s;`)
      .join('\n  '),
    LISTEN: tls
      ? `listen 127.0.0.1:${port} ssl http2;\n  ssl_certificate ${tls.certFile};\n  ssl_certificate_key ${tls.keyFile};\n  ssl_protocols TLSv1.2 TLSv1.3;`
      : `listen 127.0.0.1:${port};`,
    REQUESTS_PER_SECOND: String(requestsPerSecond),
    SIGN_INS_PER_SECOND: String(requestsPerSecond),
    REQUEST_BURST: String(requestsPerSecond),
    CONNECTIONS_PER_ADDRESS: String(options.connectionsPerAddress ?? 10_000),
  }
  return template.replaceAll(/\$\{([A-Z_]+)\}/g, (whole, name: string) => values[name] ?? whole)
}

const mainConfig = (folder: string) => `daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 16384; }
http {
  access_log off;
  default_type application/octet-stream;
  client_body_temp_path ${join(folder, 'body')};
  proxy_temp_path ${join(folder, 'proxy')};
  fastcgi_temp_path ${join(folder, 'fastcgi')};
  uwsgi_temp_path ${join(folder, 'uwsgi')};
  scgi_temp_path ${join(folder, 'scgi')};
  include ${join(folder, 'hexhaul.conf')};
}
`
