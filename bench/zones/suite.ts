import { figure, printTable } from '../engine/table.ts'
import type { Report, Suite } from '../report.ts'
import { CONTENDERS } from './contenders.ts'
import { measureZones, type ZonesRow, type ZonesSize } from './measure-zones.ts'

const WHOLE: ZonesSize = {
  zones: [10, 100, 1_000, 20_000],
  places: 100_000,
  checked: 2_000,
  rounds: 5,
  sliceMs: 150,
}
const QUICK: ZonesSize = { zones: [10, 1_000], places: 5_000, checked: 500, rounds: 1, sliceMs: 20 }

/** Which zones a position is in, beside the other ways to know. */
export function zonesSuite(report: Report, isQuick: boolean): Suite {
  return {
    zones: async () => {
      const rows = measureZones(CONTENDERS, isQuick ? QUICK : WHOLE)
      report.details.zones = rows
      console.log(`\n${printTable(tableOf(rows))}`)
      for (const { name, spread, zones, nsPerPosition, buildMs, memoryMib } of rows) {
        if (name !== CONTENDERS[0]!.name) continue
        report.add(`position among ${zones} zones, ${spread}`, nsPerPosition, 'ns')
        report.add(`covers of ${zones} zones, ${spread}`, buildMs, 'ms')
        report.add(`memory of ${zones} zones, ${spread}`, memoryMib, 'MiB')
      }
    },
  }
}

const tableOf = (rows: readonly ZonesRow[]) => ({
  head: ['zones', 'spread', 'who', 'ns/position', 'to ours', 'build ms', 'MiB'],
  rows: rows.map((row) => [
    row.zones.toLocaleString('en-US'),
    row.spread,
    row.name,
    figure(row.nsPerPosition),
    `${figure(row.toOurs)} ×`,
    figure(row.buildMs),
    figure(row.memoryMib),
  ]),
})
