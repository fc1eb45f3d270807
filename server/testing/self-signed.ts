import { join } from 'node:path'

/** Makes a certificate of its own for localhost, in `dir`. @throws Error with what openssl says. */
export function makeSelfSigned(dir: string, name = 'tls'): { certFile: string; keyFile: string } {
  const certFile = join(dir, `${name}.crt`)
  const keyFile = join(dir, `${name}.key`)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = Bun.spawnSync(['openssl', 'req', '-x509', ...key, '-out', certFile, ...about, '-days', '2'])
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`)
  return { certFile, keyFile }
}
