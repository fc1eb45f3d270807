import { describe, expect, test } from 'bun:test'
import { createReadThrough } from './read-through.ts'

function create(load: (key: string) => PromiseLike<string>, entriesMax = 10) {
  const clock = { ms: 1_000_000, now: () => new Date(clock.ms) }
  const loads: string[] = []
  const reads = createReadThrough({
    clock,
    ttlMs: 100,
    entriesMax,
    load(key) {
      loads.push(key)
      return load(key)
    },
  })
  return { clock, loads, reads }
}
const echo = async (key: string) => `${key}!`

describe('a read-through cache', () => {
  test('loads once for many readers, and anew when its time is over', async () => {
    const { clock, loads, reads } = create(echo)
    expect(await Promise.all([reads.get('a'), reads.get('a'), reads.get('b')])).toEqual(['a!', 'a!', 'b!'])
    clock.ms += 99
    await reads.get('a')
    expect(loads).toEqual(['a', 'b'])
    clock.ms += 1
    await reads.get('a')
    expect(loads).toEqual(['a', 'b', 'a'])
  })

  test('loads anew when the clock was set back', async () => {
    const { clock, loads, reads } = create(echo)
    await reads.get('a')
    clock.ms -= 50
    await reads.get('a')
    expect(loads).toEqual(['a', 'a'])
  })

  test('runs a query that would run at every await only once', async () => {
    let runs = 0
    const { reads } = create(() => ({
      // biome-ignore lint/suspicious/noThenProperty: it is what a query of drizzle is
      then: (done) => Promise.resolve(String(++runs)).then(done),
    }))
    expect([await reads.get('a'), await reads.get('a')]).toEqual(['1', '1'])
  })

  test('keeps no failed load', async () => {
    let isBroken = true
    const { loads, reads } = create(async (key) => {
      if (isBroken) throw new Error('broken')
      return key
    })
    expect(reads.get('a')).rejects.toThrow('broken')
    await reads.get('a').catch(() => {})
    isBroken = false
    expect(await reads.get('a')).toBe('a')
    expect(loads).toEqual(['a', 'a'])
  })

  test('forgets a load that was under way when it was told to', async () => {
    let version = 1
    const { promise: isOpen, resolve: open } = Promise.withResolvers<void>()
    const { reads } = create(async () => {
      const seen = String(version)
      await isOpen
      return seen
    })
    const early = reads.get('a')
    version = 2
    reads.forget('a')
    open()
    expect(await early).toBe('1')
    expect(await reads.get('a')).toBe('2')
  })

  test('holds no more than its limit, and lets the oldest go', async () => {
    const { loads, reads } = create(echo, 2)
    for (const key of ['a', 'b', 'c', 'b', 'a']) await reads.get(key)
    expect(loads).toEqual(['a', 'b', 'c', 'a'])
    reads.forgetAll()
    await reads.get('c')
    expect(loads).toEqual(['a', 'b', 'c', 'a', 'c'])
  })
})
