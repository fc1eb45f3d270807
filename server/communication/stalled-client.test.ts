import { afterAll, beforeAll, expect, test } from 'bun:test'
import { positionsChannel } from '../platform/channels.ts'
import { until } from '../testing/create-test-app.ts'
import { attributes } from '../tracking/testing/compare-with-everybody.ts'
import { HARD_BUFFER_BYTES } from './session.ts'
import { type Frame, listen, type TestServer } from './testing/listen.ts'
import { StallingClient } from './testing/stalling-client.ts'

const FLEET = 3_000
/** More than the kernel takes for a peer that does not read, many times over. */
const MOVED_MAX_BYTES = 64 * 1_024 * 1_024
const FRAME_BYTES = 200

let t: TestServer
let round = 0
const ids = Array.from({ length: FLEET }, () => crypto.randomUUID() as string)
beforeAll(async () => {
  t = await listen({ hasWorkers: false })
  for (const id of ids) t.deps.driverIndex.setAttributes(id, attributes)
  moveAll()
})
afterAll(() => t.close())

/** The whole fleet moves at once, as the broadcast tells it; everybody's longitude is then the round. */
function moveAll(): void {
  round++
  const atMs = t.clock.now().getTime() + round
  const place = {
    lat: 10,
    lng: round / 1_000,
    headingDeg: null,
    speedMps: null,
    recordedAtMs: atMs,
    heardAtMs: atMs,
  }
  for (const id of ids) t.deps.driverIndex.setPosition(id, place)
  t.deps.broadcast.publish(
    positionsChannel(),
    ids.map((driverId) => ({ driverId, ...place })),
  )
}
function shownOn(frames: readonly Frame[]): Map<string, number> {
  const shown = new Map<string, number>()
  for (const frame of frames)
    if (frame.type === 'map') for (const { id, lng } of frame.drivers) shown.set(id, lng)
  return shown
}
const isUpToDate = (frames: readonly Frame[]) => {
  const shown = shownOn(frames)
  return shown.size === FLEET && [...shown.values()].every((lng) => lng === round / 1_000)
}
const bufferedBytes = async () => (await t.deps.metrics.socketBufferedBytes.get()).values[0]?.value ?? 0

test('a peer that stops reading costs bounded memory and nobody else a frame, and converges when it goes on', async () => {
  const stalled = await StallingClient.connect(t.port, await t.ticketFor(await t.operator()))
  const lively = await t.signedIn(await t.operator())
  for (const client of [stalled, lively]) client.send({ type: 'subscribe', topic: 'map' })
  await until(() => isUpToDate(stalled.frames) && isUpToDate(lively.frames))
  stalled.stall()
  let highestBytes = 0
  for (
    let movedBytes = 0;
    movedBytes < MOVED_MAX_BYTES && highestBytes === 0;
    movedBytes += FLEET * FRAME_BYTES
  ) {
    moveAll()
    lively.frames.length = 0
    await until(() => isUpToDate(lively.frames))
    highestBytes = Math.max(highestBytes, await bufferedBytes())
  }
  expect(highestBytes).toBeGreaterThan(0)
  const movesWhenFull = round
  for (let more = 0; more < 20; more++) {
    moveAll()
    lively.frames.length = 0
    await until(() => isUpToDate(lively.frames))
    highestBytes = Math.max(highestBytes, await bufferedBytes())
  }
  expect(highestBytes).toBeLessThan(HARD_BUFFER_BYTES)
  expect(stalled.isClosed).toBe(false)
  stalled.frames.length = 0
  stalled.goOn()
  await until(() => isUpToDate(stalled.frames))
  const rounds = new Set(
    stalled.frames.flatMap(({ drivers }) => (drivers ?? []).map(({ lng }: Frame) => lng)),
  )
  expect(rounds.size).toBeLessThan(round)
  expect(round - movesWhenFull).toBe(20)
  stalled.close()
  lively.socket.close()
})

test('a peer that asks and never reads is cut off, and gives its memory back', async () => {
  const greedy = await StallingClient.connect(t.port, await t.ticketFor(await t.operator()))
  const other = await t.signedIn(await t.operator())
  greedy.stall()
  // Each problem is some 400 bytes that must not be left out, so that what the kernel does not take piles up here.
  const isOpen = async () => (await t.deps.metrics.sockets.get()).values.some(({ value }) => value === 2)
  expect(await isOpen()).toBe(true)
  while (await isOpen()) {
    for (let i = 0; i < 100; i++) greedy.send({ type: 'hello', ticket: 'again' })
    other.send({ type: 'ping' })
    const answered = other.frames.length
    await until(() => other.frames.length > answered)
    other.frames.length = 0
  }
  await until(async () => (await bufferedBytes()) === 0)
  greedy.close()
  other.socket.close()
})
