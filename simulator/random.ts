/** A seeded source of chance; the same seed and stream give the same sequence on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  between(min: number, max: number): number
  /** Uniform integer in [0, below). */
  below(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Exponentially distributed with the given mean: gaps of a Poisson process. */
  exponential(mean: number): number
}

function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state >>> 0
}

/** Each agent draws from a stream of its own, so that one agent's luck never shifts another's. */
export function createRandom(seed: number, stream: string): Random {
  let state = hash(`${seed}/${stream}`)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    below: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('pick from an empty list')
      return item
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
  }
}
