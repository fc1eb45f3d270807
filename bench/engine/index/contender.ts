import type { Fleet, Moves, Questions } from './draw-fleet.ts'

export const K = 10

/** Someone who can say who is near. What they do is measured in slices, and held against a look at everybody first. */
export type Contender = {
  name: string
  /** How many moves and how many questions are done between two looks at the clock. */
  movesPerLook: number
  questionsPerLook: number
  /** Whether moves are taken in one by one, or only by building everything anew. */
  isRebuilt?: boolean
  /** The radius that it takes the earth to have, where that is not ours. */
  earthRadiusM?: number
  load(fleet: Fleet): Promise<void>
  move(moves: Moves, from: number, to: number): Promise<void> | void
  /** The distances in metres of the K nearest free drivers of the class, nearest first, of each question. */
  ask(questions: Questions, from: number, to: number, found?: number[][]): Promise<void> | void
}
