/*
 * The whole loop without a database: a promise is made with the factor in force, its drive ends an hour after, and what
 * others have taught meanwhile must not count twice. A tenth of the drives are gross outliers, all of them too long.
 */
import { describe, expect, test } from 'bun:test'
import { type Random, randomFrom } from '../testing/seeded-random.ts'
import { type Learnt, learn, SPREAD_START } from './running-estimate.ts'
import { HOURS, shrinkFactors } from './shrink-factors.ts'

const HOUR_S = 3_600
const DAY_S = HOURS * HOUR_S
const DAYS = 10
const DRIVES_PER_HOUR = 40
/** Until a quote is booked, which keeps the factor in force then, and from there until the goods are aboard. */
const BOOKED_AFTER_S = 120
const COLLECTED_AFTER_S = 1_500
const DEVIATION = 0.2
const WILD_SHARE = 0.1
const SEEDS = [1, 2, 3, 4, 5]

type Drive = {
  hour: number
  plainS: number
  predictedS: number
  actualS: number
  isWild: boolean
  bookedAtS: number
  endsAtS: number
  /** The factor that its booking has kept. */
  factor: number
}

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Days of a city whose drives take `trueRatio` times as long as estimated: its factors, the highest, and its bias by day. */
function simulate(seed: number, trueRatio: (hour: number) => number) {
  const random = randomFrom(seed)
  const learnt: Learnt[] = []
  let inForce = shrinkFactors(learnt)
  let underWay: Drive[] = []
  let highest = 1
  const sums = Array.from({ length: DAYS }, () => ({ errorS: 0, actualS: 0 }))
  function end({ hour, predictedS, actualS, isWild, factor, endsAtS }: Drive) {
    const sum = sums[Math.floor(endsAtS / DAY_S)]
    if (sum && !isWild) {
      sum.errorS += actualS - predictedS
      sum.actualS += actualS
    }
    const before = learnt[hour] ?? { factor: inForce.allHours, spread: SPREAD_START, samples: 0 }
    learnt[hour] = learn(before, (actualS * factor) / predictedS)
    inForce = shrinkFactors(learnt)
  }
  for (let nowS = 0; nowS < DAYS * DAY_S; nowS += HOUR_S / DRIVES_PER_HOUR) {
    for (const drive of underWay) {
      if (drive.bookedAtS > nowS) drive.factor = inForce.byHour[drive.hour] as number
      if (drive.endsAtS <= nowS) end(drive)
    }
    underWay = underWay.filter(({ endsAtS }) => endsAtS > nowS)
    const hour = Math.floor(nowS / HOUR_S) % HOURS
    const factor = inForce.byHour[hour] as number
    highest = Math.max(highest, factor)
    const plainS = 600 + 3_000 * random()
    const isWild = random() < WILD_SHARE
    const actualS =
      plainS * trueRatio(hour) * Math.exp(DEVIATION * normal(random)) * (isWild ? 3 + 4 * random() : 1)
    const bookedAtS = nowS + BOOKED_AFTER_S
    const endsAtS = bookedAtS + COLLECTED_AFTER_S + actualS
    underWay.push({ hour, plainS, predictedS: plainS * factor, actualS, isWild, bookedAtS, endsAtS, factor })
  }
  return { byHour: inForce.byHour, highest, biases: sums.map(({ errorS, actualS }) => errorS / actualS) }
}

describe.each(SEEDS)('promises of a slow city, by seed %d', (seed) => {
  test('come to what drives take at each hour', () => {
    const trueRatio = (hour: number) => 1.35 + 0.35 * Math.cos(((hour - 18) / 12) * Math.PI)
    const { byHour, biases } = simulate(seed, trueRatio)
    for (let hour = 0; hour < HOURS; hour++)
      expect(Math.abs(Math.log((byHour[hour] as number) / trueRatio(hour)))).toBeLessThan(0.15)
    expect(biases[0]).toBeGreaterThan(0.1)
    expect(Math.abs(biases[DAYS - 1] as number)).toBeLessThan(0.05)
  })

  test('do not overshoot on the way, though drives that were promised earlier end all the time', () => {
    const { highest } = simulate(seed, () => 1.6)
    expect(highest).toBeLessThan(1.6 * 1.15)
  })
})
