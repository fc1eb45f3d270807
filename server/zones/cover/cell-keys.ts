/*
 * H3 cells as two integers. The index of a cell has its base cell in bits 45 to 51 and its digits below, three bits for each
 * resolution, all ones past its own: those 52 bits tell which cell it is and of what resolution, and the ancestor at a
 * coarser resolution is the same bits with more ones at the end.
 */

/** The resolution that a place is looked up at; a cover has no finer cells. Its hexagons are some 25 m wide. */
export const FINEST_RES = 11
const RES_MAX = 15
const BITS_PER_DIGIT = 3
const BASE_AND_DIGITS = 0xf_ffff

export type CellKey = { high: number; low: number }

/** The upper 20 and the lower 32 of the 52 bits, as signed integers. */
export function keyOf(cell: string): CellKey {
  return {
    high: Number.parseInt(cell.slice(0, -8), 16) & BASE_AND_DIGITS,
    low: Number.parseInt(cell.slice(-8), 16) | 0,
  }
}

const onesBelow = (res: number) => 2 ** (BITS_PER_DIGIT * (RES_MAX - res)) - 1
/** By resolution: what is added to the key of a finer cell to have its ancestor's. */
export const LOW_ONES = Int32Array.from({ length: RES_MAX + 1 }, (_, res) => onesBelow(res) % 2 ** 32)
export const HIGH_ONES = Int32Array.from({ length: RES_MAX + 1 }, (_, res) =>
  Math.floor(onesBelow(res) / 2 ** 32),
)
