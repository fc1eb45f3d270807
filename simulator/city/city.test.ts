import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { latLngToCell } from 'h3-js'
import { distanceM } from '../geo.ts'
import { describeAddress } from './describe-address.ts'
import { generateBaseMap } from './generate-base-map.ts'
import { demoCentre, generateCity } from './generate-city.ts'
import { StreetRouter } from './street-router.ts'
import { writeOsm } from './write-osm.ts'

const BASE_MAP_MAX_BYTES = 1_500_000
const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('a generated city', () => {
  test('is the same for the same seed and another for another', () => {
    const [one, again, other] = [generateCity(7), generateCity(7), generateCity(8)]
    expect(again).toEqual(one)
    expect(Buffer.from(other.graph.lat.buffer).equals(Buffer.from(one.graph.lat.buffer))).toBe(false)
  })

  test('is one connected network inside one market cell, large enough to live in', () => {
    const market = latLngToCell(demoCentre().lat, demoCentre().lng, 4)
    fc.assert(
      fc.property(seeds, (seed) => {
        const { graph, hotSpots } = generateCity(seed)
        expect(graph.nodeCount).toBeGreaterThan(3_000)
        expect(hotSpots.length).toBeGreaterThan(15)
        const seen = new Uint8Array(graph.nodeCount)
        const queue = [0]
        seen[0] = 1
        let reached = 0
        for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
          reached++
          expect(latLngToCell(graph.lat[node] as number, graph.lng[node] as number, 4)).toBe(market)
          for (
            let edge = graph.firstEdge[node] as number;
            edge < (graph.firstEdge[node + 1] as number);
            edge++
          ) {
            const next = graph.target[edge] as number
            if (!seen[next]) queue.push(next)
            seen[next] = 1
          }
        }
        expect(reached).toBe(graph.nodeCount)
      }),
      { numRuns: 8 },
    )
  })

  test('is written for routing engines with every junction and each street once', () => {
    const { graph } = generateCity(1)
    const osm = writeOsm(generateCity(1))
    const nodes = [...osm.matchAll(/<node id="(\d+)" version="1" lat="([\d.-]+)" lon="([\d.-]+)"\/>/g)]
    expect(nodes).toHaveLength(graph.nodeCount)
    for (const [, id, lat, lng] of nodes) {
      expect(Number(lat)).toBeCloseTo(graph.lat[Number(id) - 1] as number, 6)
      expect(Number(lng)).toBeCloseTo(graph.lng[Number(id) - 1] as number, 6)
    }
    const ways = [...osm.matchAll(/<way id="\d+" version="1"><nd ref="(\d+)"\/><nd ref="(\d+)"\/>/g)]
    expect(ways.length).toBe(graph.target.length / 2)
  })

  test('has a base map that is small and names what it shows', () => {
    const map = generateBaseMap(generateCity(1))
    expect(JSON.stringify(map).length).toBeLessThan(BASE_MAP_MAX_BYTES)
    const kinds = new Set(map.features.map((feature) => feature.properties?.kind))
    expect([...kinds].sort()).toEqual(['district', 'label', 'park', 'street', 'water'])
    for (const feature of map.features) expect(feature.properties?.name).toBeString()
  })
})

describe('ways through the city', () => {
  const city = generateCity(3)
  const router = new StreetRouter(city.graph)
  const node = fc.integer({ min: 0, max: city.graph.nodeCount - 1 })

  function exactCostS(from: number): Float64Array {
    const cost = new Float64Array(city.graph.nodeCount).fill(Number.POSITIVE_INFINITY)
    cost[from] = 0
    for (let queue = [from]; queue.length > 0; ) {
      const next = new Set<number>()
      for (const at of queue) {
        for (let e = city.graph.firstEdge[at] as number; e < (city.graph.firstEdge[at + 1] as number); e++) {
          const to = city.graph.target[e] as number
          const through = (cost[at] as number) + (city.graph.lengthM[e] as number) / router.speedMps(e)
          if (through >= (cost[to] as number)) continue
          cost[to] = through
          next.add(to)
        }
      }
      queue = [...next]
    }
    return cost
  }

  test('follow streets from end to end and none is faster', () => {
    fc.assert(
      fc.property(node, node, (from, to) => {
        const path = router.path(from, to)
        expect(path[0]).toBe(from)
        expect(path.at(-1)).toBe(to)
        let costS = 0
        for (let i = 1; i < path.length; i++) {
          const edge = router.edgeBetween(path[i - 1] as number, path[i] as number)
          expect(edge).toBeGreaterThanOrEqual(0)
          costS += (city.graph.lengthM[edge] as number) / router.speedMps(edge)
        }
        expect(costS).toBeCloseTo(exactCostS(from)[to] as number, 3)
      }),
      { numRuns: 25 },
    )
  })

  test('start at the junction that is truly the nearest, from inside and outside the city', () => {
    const near = fc.double({ min: -0.15, max: 0.15, noNaN: true })
    fc.assert(
      fc.property(near, near, (dLat, dLng) => {
        const point = { lat: city.centre.lat + dLat, lng: city.centre.lng + dLng }
        let nearestM = Number.POSITIVE_INFINITY
        for (let n = 0; n < city.graph.nodeCount; n++) {
          nearestM = Math.min(nearestM, distanceM(point, router.at(n)))
        }
        expect(distanceM(point, router.at(router.nearestNode(point)))).toBe(nearestM)
      }),
      { numRuns: 40 },
    )
  })

  test('lead to addresses that people can read', () => {
    fc.assert(
      fc.property(node, (at) => {
        expect(describeAddress(city, at)).toMatch(/^\d+ [A-Z][\w ]+, [A-Z]\w+$/)
      }),
    )
  })
})
