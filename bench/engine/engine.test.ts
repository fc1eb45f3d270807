/* The laboratory on small sizes, so that it runs when it is needed; how fast anything is, it says elsewhere. */
import { afterAll, describe, expect, test } from 'bun:test'
import { endAll } from '../cleanup.ts'
import { assertSameAnswers } from './index/assert-same-answers.ts'
import { drawFleet, drawMoves, drawQuestions } from './index/draw-fleet.ts'
import { createEverybody } from './index/everybody.ts'
import { measureIndex, SPREADS } from './index/measure-index.ts'
import { startContenders } from './index/start-contenders.ts'
import { measureMatching } from './matching/measure-matching.ts'
import { SOLVERS } from './matching/solvers.ts'
import { DISPATCHERS } from './quality/dispatchers.ts'
import { measureQuality } from './quality/measure-quality.ts'
import { readPickups } from './read-pickups.ts'
import { measureRecompute, simulateAll, summariseCourse } from './surge/measure-surge.ts'
import { fillPage, PAGE, PLOT, RESULTS } from './write-page.ts'

afterAll(endAll)
const made = await readPickups('no such file')

describe('the index', () => {
  test('is measured beside whoever is installed here, who all answer as a look at everybody', async () => {
    const contenders = await startContenders()
    const size = { drivers: [300], rounds: 1, sliceMs: 1, moves: 300, questions: 50, checked: 50 }
    const rows = await measureIndex(contenders.create, made, size)
    expect(rows.length).toBe(SPREADS.length * contenders.create().length)
    for (const row of rows) expect(Math.min(row.updatesPerS, row.nearestPerS)).toBeGreaterThan(0)
    await contenders.stop()
  }, 30_000)

  test('is not measured beside one whose answers are wrong', async () => {
    const fleet = drawFleet(100, 'clustered', made)
    const wrong = { ...createEverybody(), name: 'wrong', move: () => {} }
    const contenders = [createEverybody(), wrong]
    for (const contender of contenders) await contender.load(fleet)
    const questions = drawQuestions(20, 'clustered', made)
    await expect(assertSameAnswers(contenders, drawMoves(fleet, 100), questions, 20)).rejects.toThrow(
      'wrong answers',
    )
  })
})

test('a batch is measured beside the solvers of npm, which find the same cost, and greedy no lower one', () => {
  const rows = measureMatching(made, { batches: [[60, 80]], rounds: 1, isDenseIncluded: true })
  expect(rows.map(({ name }) => name)).toEqual(SOLVERS.map(({ name }) => name))
  const [ours, greedy, ...dense] = rows.map(({ costS }) => costS as number)
  for (const cost of dense) expect(cost).toBe(ours as number)
  expect(greedy).toBeGreaterThan(ours as number)
})

describe('a simulated day', () => {
  test('is the same for the same seed, and another for another', () => {
    const measure = (seed: number) => measureQuality(made, { levels: [0.7], seeds: [seed], bookings: 200 })
    expect(measure(1)).toEqual(measure(1))
    expect(measure(1)).not.toEqual(measure(2))
  })

  test('is served by every dispatcher, busy as asked for, within what can be', () => {
    for (const row of measureQuality(made, { levels: [0.5], seeds: [3], bookings: 400 })) {
      expect(row.busyShare).toBeWithin(0.3, 0.7)
      expect(row.completedShare).toBeWithin(0.9, 1.0001)
      expect(row.p95WaitS).toBeGreaterThan(row.meanWaitS)
      expect(row.idleMinutes).toBeCloseTo(60 * (1 - row.busyShare))
    }
  })
})

test('a surge follows a step, answers a spike with less, and chance alone with little', () => {
  expect(measureRecompute({ cells: 100, rounds: 3 })).toBeGreaterThan(0)
  const [step, spike, noise] = simulateAll().map((course) => summariseCourse(course).highestPermille)
  expect(step).toBeGreaterThan(spike as number)
  expect(spike).toBeGreaterThan(noise as number)
})

test('the page shows the kept results, and nothing else', async () => {
  const page = await Bun.file(PAGE).text()
  const results = await Bun.file(RESULTS).json()
  expect(fillPage(page, results)).toBe(page)
  expect(await Bun.file(PLOT).text()).toBe(results.details.surgePlot)
  expect(DISPATCHERS.filter(({ name }) => !page.includes(name))).toEqual([])
})
