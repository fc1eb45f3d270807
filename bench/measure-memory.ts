import { readMetric } from './calls.ts'
import type { Report } from './report.ts'
import { createDataDir, startProcess, startUp } from './server-process.ts'

const CONNECT_MAX_MS = 300_000
const POLL_MS = 500
const IDLE_MS = 3_000

/** The server and PostgreSQL, alone and with drivers who are simulated by a process of its own. */
export async function measureMemory(report: Report, drivers: number, settleMs: number): Promise<void> {
  const up = await startUp(await createDataDir(), ['--no-simulation'])
  await Bun.sleep(IDLE_MS)
  report.add('memory of server and PostgreSQL, nobody there', await up.memoryMib(), 'MiB')
  const simulation = ['--url', up.url, '--drivers', `${drivers}`, '--bookings-per-minute', '1']
  const { child, stop } = startProcess(['simulator/main.ts', ...simulation])
  const endMs = performance.now() + CONNECT_MAX_MS
  while ((await readMetric(up.url, 'hexhaul_sockets', 'driver')) < drivers) {
    if (child.exitCode !== null) throw new Error(`the simulation ended with ${child.exitCode}`)
    if (performance.now() > endMs) throw new Error(`not all of ${drivers} drivers came`)
    await Bun.sleep(POLL_MS)
  }
  await Bun.sleep(settleMs)
  report.add(`memory of server and PostgreSQL, ${drivers} simulated drivers`, await up.memoryMib(), 'MiB', {
    goal: '< 600',
  })
  await stop()
  await up.stop()
}
