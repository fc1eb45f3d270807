import { beforeEach, expect, test } from 'bun:test'
import { ReplayClock, SPEEDS } from './replay-clock.ts'

let nowMs: number
let clock: ReplayClock
beforeEach(() => {
  nowMs = 5_000
  clock = new ReplayClock(() => nowMs, 100)
})
const pass = (ms: number, ticks = 50) => {
  for (let i = 0; i < ticks; i++) {
    nowMs += ms / ticks
    clock.tick()
  }
}

test.each(SPEEDS)('ten seconds at %d× are so many times ten', (speed) => {
  clock.setSpeed(speed)
  clock.toggle()
  pass(10_000)
  expect(clock.atS).toBeCloseTo(100 + 10 * speed, 3)
  clock.toggle()
  pass(10_000)
  expect(clock.atS).toBeCloseTo(100 + 10 * speed, 3)
})

test('a change of speed or a jump counts from then on', () => {
  clock.toggle()
  pass(1_000)
  nowMs += 500
  clock.setSpeed(60)
  pass(1_000)
  expect(clock.atS).toBeCloseTo(170, 3)
  nowMs += 500
  clock.seek(50)
  pass(1_000)
  expect(clock.atS).toBeCloseTo(110, 3)
})

test('who was away for a while goes on from where they were', () => {
  clock.toggle()
  pass(60_000, 1)
  expect(clock.atS).toBe(120)
})

test('it waits where the recording ends for now, and goes on at its pace once there is more', () => {
  clock.setLimit(110)
  clock.toggle()
  pass(5_000)
  expect(clock.atS).toBe(110)
  expect(clock.isPlaying).toBeTrue()
  clock.setLimit(3_600)
  pass(1_000)
  expect(clock.atS).toBeCloseTo(120, 3)
})

test('it stops at the end of the hour, and from there plays it again', () => {
  clock.seek(3_599)
  clock.toggle()
  pass(1_000)
  expect(clock.current()).toEqual({ atS: 3_600, speed: 10, isPlaying: false })
  clock.toggle()
  pass(1_000)
  expect(clock.atS).toBeCloseTo(10, 3)
})

test('the speed goes up and down one by one, and not past the ends', () => {
  for (let i = 0; i < 9; i++) clock.shiftSpeed(1)
  expect(clock.current().speed).toBe(60)
  clock.shiftSpeed(-1)
  expect(clock.current().speed).toBe(30)
  for (let i = 0; i < 9; i++) clock.shiftSpeed(-1)
  expect(clock.current().speed).toBe(1)
})

test('those who show it are told of every change at once, and ten times a second while it plays', () => {
  let told = 0
  clock.subscribe(() => told++)
  clock.seek(0)
  clock.toggle()
  expect(told).toBe(2)
  pass(1_000, 100)
  expect(told).toBeGreaterThan(10)
  expect(told).toBeLessThanOrEqual(12)
})
