/*
 * What it costs to know the zones of a position, by how many zones there are. All contenders have the same zones and
 * positions, their answers are held against each other first, and rounds go around, so that whatever slows the machine for a
 * while slows all. A figure is the median of its rounds, in time of the processor: who else uses it does not count.
 */
import { heapStats } from 'bun:jsc'
import { median, say } from '../report.ts'
import type { Contender } from './contenders.ts'
import { drawField, type Field, SPREADS, type Spread } from './draw-field.ts'

export type ZonesSize = { zones: number[]; places: number; checked: number; rounds: number; sliceMs: number }
export type ZonesRow = {
  spread: Spread
  zones: number
  name: string
  nsPerPosition: number
  /** How many times as long as ours. */
  toOurs: number
  buildMs: number
  memoryMib: number
}

const NS_PER_MS = 1e6
const US_PER_MS = 1e3
const MIB = 2 ** 20
const PLACES_PER_LOOK = 50

/** Measures every contender over every field. @throws Error when two of them answer differently. */
export function measureZones(contenders: readonly Contender[], size: ZonesSize): ZonesRow[] {
  return SPREADS.flatMap((spread) =>
    size.zones.flatMap((zones) => {
      say(`${zones} zones, ${spread}`)
      return measureField(contenders, drawField(zones, size.places, spread), size).map((row) => ({
        spread,
        zones,
        ...row,
      }))
    }),
  )
}

function measureField(contenders: readonly Contender[], field: Field, size: ZonesSize) {
  const built = contenders.map((contender) => build(contender, field))
  const ask = built.map(({ count }) => count)
  assertSameCounts(contenders, ask, field, size.checked)
  const rounds = ask.map((): number[] => [])
  for (let round = 0; round < size.rounds; round++)
    for (const [i, count] of ask.entries()) rounds[i]!.push(nsOf(count, field, size.sliceMs))
  const ns = rounds.map(median)
  return contenders.map(({ name }, i) => ({
    name,
    nsPerPosition: ns[i]!,
    toOurs: ns[i]! / ns[0]!,
    buildMs: built[i]!.buildMs,
    memoryMib: built[i]!.memoryMib,
  }))
}

function build({ load }: Contender, { zones }: Field) {
  const before = usedBytes()
  const startMs = processorMs()
  const count = load(zones)
  const buildMs = processorMs() - startMs
  return { count, buildMs, memoryMib: Math.max(0, usedBytes() - before) / MIB }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / US_PER_MS
}

function usedBytes(): number {
  Bun.gc(true)
  const { heapSize, extraMemorySize } = heapStats()
  return heapSize + extraMemorySize
}

type Count = ReturnType<Contender['load']>

function assertSameCounts(
  contenders: readonly Contender[],
  ask: readonly Count[],
  { lat, lng }: Field,
  checked: number,
): void {
  for (let i = 0; i < Math.min(checked, lat.length); i++) {
    const counts = ask.map((count) => count(lat[i]!, lng[i]!))
    const other = counts.findIndex((count) => count !== counts[0])
    if (other >= 0)
      throw new Error(`wrong answers: ${contenders[other]!.name} finds ${counts[other]}, not ${counts[0]}`)
  }
}

function nsOf(count: Count, { lat, lng }: Field, sliceMs: number): number {
  const startMs = processorMs()
  let done = 0
  let found = 0
  let tookMs = 0
  while (tookMs < sliceMs) {
    for (let n = 0; n < PLACES_PER_LOOK; n++, done++) {
      const i = done % lat.length
      found += count(lat[i]!, lng[i]!)
    }
    tookMs = processorMs() - startMs
  }
  if (found < 0) throw new Error('nothing is found fewer than no times')
  return (tookMs * NS_PER_MS) / done
}
