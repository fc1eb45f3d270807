/*
 * H3 cells as integers. The index of a cell has its base cell in bits 45 to 51 and its digits below, three bits for each
 * resolution, all ones past its own: those 52 bits tell which cell it is and of what resolution, and fit a number. Its
 * ancestor at a coarser resolution is the same bits with more ones at the end, a child the same with a digit in place of ones.
 * The library speaks hexadecimal text, which takes longer to spell than most of what is asked.
 */
import type { SplitLong } from 'h3-js'

/** The resolution that a place is looked up at; a cover has no finer cells. Its hexagons are some 25 m wide. */
export const FINEST_RES = 11
const RES_MAX = 15
const WORD = 2 ** 32
const BASE_CELL = 2 ** 45
const BASE_AND_DIGITS_HIGH = 0xf_ffff
const CELL_MODE = 1 << 27
const RES_SHIFT = 20
const DIGITS = 7
/** The base cells that are pentagons; one of their children is missing, and so on in the middle. */
const PENTAGONS = new Set([4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117])
const MISSING_DIGIT = 1

const onesBelow = (res: number) => 8 ** (RES_MAX - res) - 1
/** By resolution: what is added to the words of a finer cell to have its ancestor's. */
export const LOW_ONES = Int32Array.from({ length: RES_MAX + 1 }, (_, res) => onesBelow(res) % WORD)
export const HIGH_ONES = Int32Array.from({ length: RES_MAX + 1 }, (_, res) =>
  Math.floor(onesBelow(res) / WORD),
)

/** The upper 20 and the lower 32 bits of a spelled cell's key, as signed integers. */
export const highOf = (cell: string): number => Number.parseInt(cell.slice(0, -8), 16) & BASE_AND_DIGITS_HIGH
export const lowOf = (cell: string): number => Number.parseInt(cell.slice(-8), 16) | 0

/** The key of a spelled cell. */
export const keyOf = (cell: string): number => highOf(cell) * WORD + (lowOf(cell) >>> 0)

/** The upper 20 and the lower 32 bits of a key. */
export const highWord = (key: number): number => Math.floor(key / WORD)
export const lowWord = (key: number): number => (key % WORD) | 0

/** A key as the library takes it. */
export const splitLongOf = (key: number, res: number): SplitLong => [
  key % WORD,
  Math.floor(key / WORD) | CELL_MODE | (res << RES_SHIFT),
]

/** The resolution of a key: the coarsest whose ones at the end it has. */
export function resolutionOf(key: number): number {
  let res = 0
  while ((key + 1) % (onesBelow(res) + 1) !== 0) res++
  return res
}

/** The cells of the next finer resolution that a cell consists of. */
export function childrenOf(key: number, res: number): number[] {
  const unit = 8 ** (RES_MAX - res - 1)
  const isPentagon = key % BASE_CELL === onesBelow(res) && PENTAGONS.has(Math.floor(key / BASE_CELL))
  const children: number[] = []
  for (let digit = 0; digit < DIGITS; digit++)
    if (!isPentagon || digit !== MISSING_DIGIT) children.push(key - (DIGITS - digit) * unit)
  return children
}
