/*
 * Who takes in most positions, and who answers most questions for the nearest, with the same drivers, moves and questions for
 * all. First everyone's answers are held against a look at everybody; then rounds go around, so that whatever slows the
 * machine for a while slows all. A figure is the median of its rounds.
 */
import { median, say } from '../../report.ts'
import type { Places } from '../read-pickups.ts'
import { assertSameAnswers } from './assert-same-answers.ts'
import type { Contender } from './contender.ts'
import {
  drawFleet,
  drawMoves,
  drawQuestions,
  type Fleet,
  type Moves,
  type Questions,
  type Spread,
} from './draw-fleet.ts'

export type IndexSize = {
  drivers: number[]
  rounds: number
  sliceMs: number
  moves: number
  questions: number
  checked: number
}
export type IndexRow = {
  drivers: number
  spread: Spread
  name: string
  updatesPerS: number
  nearestPerS: number
}

export const SPREADS: readonly Spread[] = ['sparse', 'clustered']

/** Measures each contender with each fleet. @throws Error when one of them answers otherwise than a look at everybody. */
export async function measureIndex(
  create: () => Contender[],
  pickups: Places,
  size: IndexSize,
): Promise<IndexRow[]> {
  const rows: IndexRow[] = []
  for (const drivers of size.drivers) {
    for (const spread of SPREADS) {
      say(`${drivers} drivers, ${spread}`)
      const fleet = drawFleet(drivers, spread, pickups)
      const moves = drawMoves(fleet, Math.max(drivers, size.moves))
      const questions = drawQuestions(size.questions, spread, pickups)
      const contenders = create()
      for (const contender of contenders) await contender.load(fleet)
      await assertSameAnswers(contenders, moves, questions, size.checked)
      rows.push(...(await measureRounds(contenders, { fleet, moves, questions, spread, size })))
    }
  }
  return rows
}

async function measureRounds(
  contenders: readonly Contender[],
  {
    fleet,
    moves,
    questions,
    spread,
    size,
  }: { fleet: Fleet; moves: Moves; questions: Questions; spread: Spread; size: IndexSize },
): Promise<IndexRow[]> {
  const rates = contenders.map(() => ({ moves: [] as number[], questions: [] as number[] }))
  for (let round = 0; round < size.rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      const movesPerLook = contender.isRebuilt ? fleet.count : contender.movesPerLook
      const move = await rateOf(moves.handle.length, movesPerLook, size.sliceMs, (from, to) =>
        contender.move(moves, from, to),
      )
      const ask = await rateOf(questions.lat.length, contender.questionsPerLook, size.sliceMs, (from, to) =>
        contender.ask(questions, from, to),
      )
      rates[i]!.moves.push(move)
      rates[i]!.questions.push(ask)
    }
  }
  return contenders.map(({ name }, i) => ({
    drivers: fleet.count,
    spread,
    name,
    updatesPerS: median(rates[i]!.moves),
    nearestPerS: median(rates[i]!.questions),
  }))
}

/** How many of `count` things are done a second, over and over for so long, a few at a time. */
async function rateOf(
  count: number,
  perLook: number,
  sliceMs: number,
  work: (from: number, to: number) => Promise<void> | void,
): Promise<number> {
  const startMs = performance.now()
  let done = 0
  let tookMs = 0
  while (tookMs < sliceMs) {
    const from = done % count
    const to = Math.min(count, from + perLook)
    await work(from, to)
    done += to - from
    tookMs = performance.now() - startMs
  }
  return done / (tookMs / 1_000)
}
