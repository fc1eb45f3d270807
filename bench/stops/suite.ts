import { durationOf, mendOrder, nearestNext, type TravelMatrix } from '../../server/pricing/mend-order.ts'
import { orderStops } from '../../server/pricing/order-stops.ts'
import { figure, percent, printTable } from '../engine/table.ts'
import { meanOf, median, type Report, type Suite, say } from '../report.ts'
import { drawHaul, drawMaze } from './draw-haul.ts'
import { leastByWholeSearch } from './whole-search.ts'

const STOPS_MAX = 15
const WHOLE = { hauls: 100, searched: 5 }
const QUICK = { hauls: 5, searched: 1 }
/** From so many stops on, orders are held to a search through all of them. */
const SEARCHED_FROM = 13

type Row = {
  stops: number
  p50Ms: number
  p99Ms: number
  /** In a maze, where ways have no sense. */
  mazeP50Ms: number
  /** How much longer each takes than the best order, as a mean share. */
  givenOver: number
  nearestOver: number
  mendedOver: number
  /** The same of the best order over what a search through all orders finds; null where none was made. */
  gap: number | null
}

/** The order of stops: how long it takes to find the best one, and what it is worth. */
export function stopsSuite(report: Report, isQuick: boolean): Suite {
  const size = isQuick ? QUICK : WHOLE
  return {
    order: async () => {
      const rows: Row[] = []
      for (let stops = 1; stops <= STOPS_MAX; stops++) rows.push(await measureStops(stops, size))
      report.details.order = rows
      console.log(`\n${printTable(tableOf(rows))}`)
      for (const { stops, p50Ms, p99Ms, nearestOver, givenOver, gap } of rows.slice(-3)) {
        report.add(`best order of ${stops} stops, p50`, p50Ms, 'ms', { samples: size.hauls })
        report.add(`best order of ${stops} stops, p99`, p99Ms, 'ms', { samples: size.hauls, goal: '< 10' })
        report.add(`given over best order, ${stops} stops`, givenOver * 100, '%', { samples: size.hauls })
        report.add(`nearest next over best order, ${stops} stops`, nearestOver * 100, '%', {
          samples: size.hauls,
        })
        report.add(`gap to the optimum, ${stops} stops`, (gap ?? 0) * 100, '%', {
          samples: size.searched,
          goal: '0',
        })
      }
    },
  }
}

async function measureStops(stops: number, { hauls, searched }: typeof WHOLE): Promise<Row> {
  say(`${stops} stops`)
  const matrices: TravelMatrix[] = []
  for (let number = 0; number < hauls; number++) matrices.push(await drawHaul(stops, number))
  const mazes = Array.from({ length: Math.ceil(hauls / 5) }, (_, number) => drawMaze(stops, number))
  const bestS = matrices.map((matrix) => durationOf(matrix, orderStops(matrix)))
  const times = matrices.map((matrix) => timeOf(matrix)).toSorted((a, b) => a - b)
  const over = (order: (matrix: TravelMatrix) => readonly number[]) =>
    meanOf(matrices.map((matrix, i) => durationOf(matrix, order(matrix)) / (bestS[i] as number) - 1))
  const given = (matrix: TravelMatrix) => matrix.slice(2).map((_, stop) => stop)
  const gaps = matrices
    .slice(0, searched)
    .map((matrix, i) => (bestS[i] as number) / leastByWholeSearch(matrix) - 1)
  return {
    stops,
    p50Ms: median(times),
    p99Ms: times[Math.ceil(times.length * 0.99) - 1] as number,
    mazeP50Ms: median(mazes.map(timeOf)),
    givenOver: over(given),
    nearestOver: over(nearestNext),
    mendedOver: over((matrix) => mendOrder(matrix, nearestNext(matrix))),
    gap: stops < SEARCHED_FROM ? null : meanOf(gaps),
  }
}

function timeOf(matrix: TravelMatrix): number {
  const startMs = performance.now()
  orderStops(matrix)
  return performance.now() - startMs
}

const tableOf = (rows: readonly Row[]) => ({
  head: ['stops', 'p50 ms', 'p99 ms', 'maze p50 ms', 'given', 'nearest next', 'mended', 'gap to optimum'],
  rows: rows.map((row) => [
    String(row.stops),
    ...[row.p50Ms, row.p99Ms, row.mazeP50Ms].map(figure),
    ...[row.givenOver, row.nearestOver, row.mendedOver].map((share) => `+${percent(share)}`),
    row.gap === null ? '–' : percent(row.gap, 2),
  ]),
})
