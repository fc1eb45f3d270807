import type { Random } from '../random.ts'

export type Xy = { x: number; y: number }
export type Blob = { name: string; isWater: boolean; centre: Xy; radiusM: number; wobble: number[] }

const RIVER_HALF_WIDTH_M = 65
const RIVER_STEP_M = 250

/** Water, parks and the gentle bend of everything; pure functions of the numbers drawn here. */
export type Terrain = {
  /** Signed offset from the river's middle, in metres: its sign tells the bank. */
  riverOffsetM(at: Xy): number
  isInRiver(at: Xy): boolean
  riverRing(reachM: number): Xy[]
  warp(at: Xy): Xy
}

/** Draws a river that passes the centre at some distance, and the warp that keeps streets from being ruler-straight. */
export function createTerrain(random: Random): Terrain {
  const angle = random.between(0, Math.PI)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const passM = random.between(2_100, 2_800)
  const [phase1, phase2] = [random.between(0, 6), random.between(0, 6)]
  const middle = (u: number) => passM + 650 * Math.sin(u / 2_400 + phase1) + 160 * Math.sin(u / 700 + phase2)
  const riverOffsetM = ({ x, y }: Xy) => -x * sin + y * cos - middle(x * cos + y * sin)
  const at = (u: number, v: number) => ({ x: u * cos - v * sin, y: u * sin + v * cos })
  const bends = Array.from({ length: 4 }, () => random.between(0, 6))
  // Amplitude over wavelength stays below 1/2, so that the warp never folds and streets never cross by it.
  const bend = (a: number, phase: number, fine: number) =>
    210 * Math.sin(a / 1_050 + phase) + 45 * Math.sin(a / 330 + fine)
  return {
    riverOffsetM,
    isInRiver: (point) => Math.abs(riverOffsetM(point)) < RIVER_HALF_WIDTH_M * 1.3,
    riverRing(reachM) {
      const banks: [Xy[], Xy[]] = [[], []]
      for (let u = -reachM; u <= reachM; u += RIVER_STEP_M) {
        banks[0].push(at(u, middle(u) - RIVER_HALF_WIDTH_M))
        banks[1].push(at(u, middle(u) + RIVER_HALF_WIDTH_M))
      }
      return [...banks[0], ...banks[1].reverse()]
    },
    warp: ({ x, y }) => ({
      x: x + bend(y, bends[0] as number, bends[1] as number),
      y: y + bend(x, bends[2] as number, bends[3] as number),
    }),
  }
}

const BLOB_POINTS = 28

/** A rounded lake or park around a centre, never wider than its radius. */
export function createBlob(
  random: Random,
  name: string,
  isWater: boolean,
  centre: Xy,
  radiusM: number,
): Blob {
  const phases = [random.between(0, 6), random.between(0, 6)]
  const wobble = Array.from({ length: BLOB_POINTS }, (_, i) => {
    const angle = (i / BLOB_POINTS) * 2 * Math.PI
    return (
      0.8 +
      0.14 * Math.sin(2 * angle + (phases[0] as number)) +
      0.06 * Math.sin(3 * angle + (phases[1] as number))
    )
  })
  return { name, isWater, centre, radiusM, wobble }
}

export function blobRing(blob: Blob): Xy[] {
  return blob.wobble.map((share, i) => {
    const angle = (i / BLOB_POINTS) * 2 * Math.PI
    return {
      x: blob.centre.x + Math.cos(angle) * share * blob.radiusM,
      y: blob.centre.y + Math.sin(angle) * share * blob.radiusM,
    }
  })
}

export function isInBlob(blob: Blob, { x, y }: Xy): boolean {
  const [dx, dy] = [x - blob.centre.x, y - blob.centre.y]
  const turn = (Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1
  return Math.hypot(dx, dy) < blob.radiusM * (blob.wobble[Math.floor(turn * BLOB_POINTS)] ?? 1)
}
