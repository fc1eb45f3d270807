import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDemoData } from '../../commands/cluster/make-demo-data.ts'
import { freePorts } from '../../commands/cluster/run-part.ts'
import { type Cluster, startCluster } from '../../commands/cluster/start-cluster.ts'
import { callsTo } from '../calls.ts'
import { onEnd } from '../cleanup.ts'
import { Fleet, signUpElsewhere } from '../fleet.ts'
import { createMixedFlow, load } from '../measure-requests.ts'
import { type Report, say } from '../report.ts'
import { createDataDir } from '../server-process.ts'
import { readCpuMs } from './process-cpu.ts'

const REPORT_EVERY_MS = 1_000
const WARM_UP_MS = 2_000

/** The mixed flow through Nginx and the whole cluster, with one server and with two. */
export async function measureFlow(report: Report, { sockets, loadMs }: { sockets: number; loadMs: number }) {
  for (const servers of [1, 2]) {
    const size = servers === 1 ? '1 server' : `${servers} servers`
    say(`a cluster with ${size}, ${sockets} drivers`)
    const { cluster, dir, stop } = await startBenchCluster(servers)
    const call = callsTo(cluster.url)
    const flow = await createMixedFlow(call, await signUpElsewhere(call))
    const fleet = await Fleet.create(call, cluster.url, sockets)
    await fleet.order({ kind: 'reportEvery', ms: REPORT_EVERY_MS })
    await load(Math.min(WARM_UP_MS, loadMs), flow)
    const groups = await groupsOf(cluster, dir)
    const before = await readCpuMs(groups)
    const { times, perS } = await load(loadMs, flow)
    const after = await readCpuMs(groups)
    await fleet.order({ kind: 'rest' })
    report.add(`mixed requests, ${size}, beside ${sockets} sockets at 1/s`, perS, '/s', {
      samples: times.count,
    })
    report.addTimes(`mixed requests, ${size}`, times, 0.99)
    for (const [group, ms] of after)
      report.add(
        `CPU per mixed request, ${size}: ${group}`,
        (ms - (before.get(group) ?? 0)) / times.count,
        'ms',
      )
    await stop()
  }
}

async function startBenchCluster(
  servers: number,
): Promise<{ cluster: Cluster; dir: string; stop(): Promise<void> }> {
  const dir = await createDataDir()
  const [port] = (await freePorts(1)) as [number]
  const env = { RATE_LIMIT_SCALE: '100000' }
  const starting = startCluster({ dir, port, servers, env, onDatabase: makeDemoData })
  // Also while it starts: it must not outlive us.
  const stop = onEnd(async () => (await starting.catch(() => undefined))?.stop())
  return { cluster: await starting, dir, stop }
}

/** The processes of a cluster by what they are. */
async function groupsOf({ parts }: Cluster, dir: string): Promise<Map<string, number[]>> {
  const postmaster = await readFile(join(dir, 'postgres/cluster/postmaster.pid'), 'utf8')
  const groups = new Map([['postgres', [Number(postmaster.split('\n')[0])]]])
  for (const [name, { pid }] of parts) {
    const group = name.replace(/-\d+$/, '')
    groups.set(group, [...(groups.get(group) ?? []), pid])
  }
  return groups
}
