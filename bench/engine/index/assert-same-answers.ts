import { EARTH_RADIUS_M } from '../../../server/tracking/geo.ts'
import type { Contender } from './contender.ts'
import type { Moves, Questions } from './draw-fleet.ts'

/** Redis keeps a place to about half a metre. */
const TOLERANCE_M = 1
const TOLERANCE_SHARE = 1e-6

/** Lets everyone take in the same moves and answer the same questions. @throws Error at the first answer unlike the first one's. */
export async function assertSameAnswers(
  contenders: readonly Contender[],
  moves: Moves,
  questions: Questions,
  count: number,
): Promise<void> {
  const found: number[][][] = []
  for (const contender of contenders) {
    const answers: number[][] = []
    await contender.move(moves, 0, moves.handle.length)
    await contender.ask(questions, 0, count, answers)
    const scale = EARTH_RADIUS_M / (contender.earthRadiusM ?? EARTH_RADIUS_M)
    found.push(answers.map((distances) => distances.map((distanceM) => distanceM * scale)))
  }
  const expected = found[0] as number[][]
  for (const [i, answers] of found.entries()) {
    const wrong = expected.findIndex((distances, question) => !isSame(distances, answers[question] ?? []))
    if (wrong < 0 && answers.length === count) continue
    const [is, should] = [answers[wrong], expected[wrong]].map((distances) => JSON.stringify(distances))
    throw new Error(`${contenders[i]?.name} answers question ${wrong} with ${is} instead of ${should}`)
  }
}

const isSame = (expected: readonly number[], found: readonly number[]) =>
  expected.length === found.length &&
  expected.every(
    (distanceM, at) =>
      Math.abs(distanceM - (found[at] as number)) <= TOLERANCE_M + TOLERANCE_SHARE * distanceM,
  )
