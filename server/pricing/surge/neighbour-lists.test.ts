import { expect, test } from 'bun:test'
import { cellToBoundary, cellToLatLng } from 'h3-js'
import { EVENT_DATA_MAX_BYTES } from '../../platform/event-log/events.ts'
import { randomFrom } from '../../testing/seeded-random.ts'
import { hexagonOf, marketOf, surgeCellOf } from '../../tracking/geo.ts'
import { layOutNeighbours, surgeCellsOf } from './neighbour-lists.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const MARKET = '8461893ffffffff'

test('the neighbours of each cell of a market are mutual', () => {
  const cells = surgeCellsOf(MARKET)
  const neighbours = layOutNeighbours(cells, 1)
  for (let cell = 0; cell < cells.length; cell++) {
    const around = neighbours.subarray(cell * 7, cell * 7 + 7)
    expect(around[0]).toBe(cell)
    for (const neighbour of around.subarray(1).filter((place) => place >= 0))
      expect(neighbours.subarray(neighbour * 7 + 1, neighbour * 7 + 7)).toContain(cell)
  }
})

test('every place of a market has a surge cell of that market, and the cell that it lies in but near the border', () => {
  const cells = new Set(surgeCellsOf(MARKET))
  const corners = cellToBoundary(MARKET)
  const centre = cellToLatLng(MARKET)
  const numbers = randomFrom(seed)
  let elsewhereCount = 0
  for (let i = 0; i < 4_000; i++) {
    const [a, b] = [corners[i % corners.length], corners[(i + 1) % corners.length]] as [number[], number[]]
    // Half of them near an edge, half anywhere in the triangle of an edge and the centre.
    const [along, out] = [numbers(), i % 2 === 0 ? 1 - numbers() * 0.02 : numbers()]
    const [lat, lng] = [0, 1].map((axis) => {
      const onEdge = (a[axis] as number) + along * ((b[axis] as number) - (a[axis] as number))
      return (centre[axis] as number) + out * (onEdge - (centre[axis] as number))
    }) as [number, number]
    if (marketOf({ lat, lng }) !== MARKET) continue
    const cell = surgeCellOf({ lat, lng })
    expect(cells).toContain(cell)
    if (cell !== hexagonOf({ lat, lng })) elsewhereCount++
  }
  expect(elsewhereCount).toBeGreaterThan(0)
  expect(elsewhereCount).toBeLessThan(1_000)
})

test('the largest table of a market fits into one event', () => {
  const cells = surgeCellsOf(MARKET).map((cell) => ({ cell, multiplierPermille: 10_000 }))
  expect(cells.length).toBeGreaterThan(2_300)
  const bytes = Buffer.byteLength(JSON.stringify({ market: MARKET, cells }))
  expect(bytes).toBeLessThan(EVENT_DATA_MAX_BYTES * 0.6)
})
