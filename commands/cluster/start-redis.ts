import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, type Part, runPart } from './run-part.ts'

const READY_MS = 10_000
const CLUSTER_NODES = 3

/** Starts one redis-server on loopback; it keeps nothing on disk, as the design says that nothing in it must last. */
export async function startRedis({
  dir,
  port,
}: {
  dir: string
  port: number
}): Promise<Part & { url: string }> {
  const part = await startNode(dir, port, [])
  return { ...part, url: `redis://127.0.0.1:${port}` }
}

/** Starts a Redis Cluster of three masters; `url` lists them all. */
export async function startRedisCluster(dir: string): Promise<Part & { url: string }> {
  const ports = await clusterPorts()
  const nodes = await Promise.all(
    ports.map((port) => startNode(dir, port, ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'])),
  )
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    const addresses = ports.map((port) => `127.0.0.1:${port}`)
    const made = Bun.spawnSync(['redis-cli', '--cluster', 'create', ...addresses, '--cluster-yes'])
    if (made.exitCode !== 0) throw new Error(`Redis Cluster was not made: ${made.stdout}${made.stderr}`)
    const first = nodes[0] as Part
    return {
      ...first,
      name: 'redis-cluster',
      stop,
      url: addresses.map((address) => `redis://${address}`).join(','),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A node of a cluster also listens on its port + 10,000. */
async function clusterPorts(): Promise<number[]> {
  const ports = (await freePorts(CLUSTER_NODES * 20)).filter((port) => port + 10_000 < 65_536)
  const found =
    ports.length >= CLUSTER_NODES ? ports : Array.from({ length: CLUSTER_NODES }, (_, i) => 21_700 + i)
  return found.slice(0, CLUSTER_NODES)
}

function startNode(dir: string, port: number, flags: readonly string[]): Promise<Part> {
  const data = join(dir, `redis-${port}`)
  // A node's memory of an earlier cluster would keep it out of this one.
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
  return runPart({
    name: 'redis',
    command: [
      ...['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', data],
      ...['--save', '', '--appendonly', 'no', ...flags],
    ],
    logFile: join(dir, `redis-${port}.log`),
    isReady: async () =>
      Bun.spawnSync(['redis-cli', '-p', String(port), 'ping'])
        .stdout.toString()
        .includes('PONG'),
    deadlineMs: READY_MS,
  })
}
