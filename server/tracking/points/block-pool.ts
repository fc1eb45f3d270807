/*
 * Gives out ranges of an array in sizes of powers of two, and takes them back: one list of free ranges for each size
 * (segregated free lists, Knuth, The Art of Computer Programming 1, 2.5). Ranges are neither split nor joined, so that
 * the array is at most as long as the most of each size that was ever in use.
 */
const SIZES = 31

export class BlockPool {
  private readonly free: number[][] = Array.from({ length: SIZES }, () => [])
  /** Where the part of the array ends that was ever given out. */
  end = 0

  /** Takes a range of 2^`sizeLog2`; returns where it begins. */
  take(sizeLog2: number): number {
    const used = (this.free[sizeLog2] as number[]).pop()
    if (used !== undefined) return used
    const start = this.end
    this.end += 1 << sizeLog2
    return start
  }

  give(start: number, sizeLog2: number): void {
    ;(this.free[sizeLog2] as number[]).push(start)
  }
}

type Growing = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** An array that has room for `length`: the same one, or a copy of at least twice the size. */
export function withRoom<T extends Growing>(array: T, length: number): T {
  if (length <= array.length) return array
  const longer = new (array.constructor as new (length: number) => T)(Math.max(length, array.length * 2))
  longer.set(array)
  return longer
}
