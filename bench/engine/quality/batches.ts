import { assignSparse, type SparseGraph } from '../../../server/assignment/assign-sparse.ts'
import { type City, type Dispatcher, SEARCH_TIMEOUT_S } from './simulate-day.ts'

const TICK_S = 1

export type BatchPolicy = {
  windowMs: (balance: { openBookings: number; freeDrivers: number }) => number
  candidatesMax: number
  /** Drivers whose haul ends within this are candidates, by that time dearer. */
  forwardS: number
  /** Whoever is matched with a driver who is further from their end than this stays open, until it has waited so long. */
  offersAheadS: number
  holdMaxS: number
  /** The price of staying unmatched, and how it grows. */
  unmatchedS: number
  unmatchedPerWaitedS: number
  /** What waiting makes a free driver cheaper by, in seconds. */
  bonusS: (idleMinutes: number, approachS: number) => number
}

type Candidates = { drivers: number[]; remainingS: number[]; idleMinutes: number[] }

/** Matches all open bookings at once, at the least total cost, by the solver of the server. */
export class Batches implements Dispatcher {
  wakeAtS = Number.POSITIVE_INFINITY
  private readonly city: City
  private readonly policy: BatchPolicy
  private open: number[] = []
  private matchedAtS = Number.NEGATIVE_INFINITY

  constructor(city: City, policy: BatchPolicy) {
    this.city = city
    this.policy = policy
  }

  book(booking: number, nowS: number): void {
    this.open.push(booking)
    this.wakeAtS = nowS
  }

  release(): void {}

  run(nowS: number): void {
    this.open = this.open.filter((booking) => this.city.waitedS(booking, nowS) <= SEARCH_TIMEOUT_S)
    const balance = { openBookings: this.open.length, freeDrivers: this.city.freeCount }
    if (nowS - this.matchedAtS >= this.policy.windowMs(balance) / 1_000) {
      this.matchedAtS = nowS
      this.match(nowS)
    }
    this.wakeAtS = this.open.length === 0 ? Number.POSITIVE_INFINITY : nowS + TICK_S
  }

  private match(nowS: number): void {
    const { city, policy, open } = this
    const candidates = this.candidates(nowS)
    const { columnOf } = assignSparse(this.layOut(candidates, nowS))
    this.open = open.filter((booking, row) => {
      const at = columnOf[row] as number
      if (at < 0) return true
      const isTooEarly = (candidates.remainingS[at] as number) > policy.offersAheadS
      if (isTooEarly && city.waitedS(booking, nowS) < policy.holdMaxS) return true
      city.assign(booking, candidates.drivers[at] as number, nowS)
      return false
    })
  }

  /** Who can be matched, when they are free, and how long the free ones have been that. */
  private candidates(nowS: number): Candidates {
    const { city, policy } = this
    const found: Candidates = { drivers: [], remainingS: [], idleMinutes: [] }
    for (let driver = 0; driver < city.x.length; driver++) {
      const remainingS = city.isFree[driver] ? 0 : city.remainingS(driver, nowS)
      if ((city.ahead[driver] as number) >= 0 || remainingS > policy.forwardS) continue
      found.drivers.push(driver)
      found.remainingS.push(remainingS)
      found.idleMinutes.push(city.isFree[driver] ? (nowS - (city.freeSinceS[driver] as number)) / 60 : 0)
    }
    return found
  }

  /** The candidates of each open booking who would be there first, with their costs, as the solver takes them. */
  private layOut({ drivers, remainingS, idleMinutes }: Candidates, nowS: number): SparseGraph {
    const { city, open } = this
    const { candidatesMax, bonusS, unmatchedS, unmatchedPerWaitedS } = this.policy
    const rowStart = new Int32Array(open.length + 1)
    const column = new Int32Array(open.length * candidatesMax)
    const costs = new Float64Array(open.length * candidatesMax)
    let end = 0
    for (const [row, booking] of open.entries()) {
      const start = end
      for (let i = 0; i < drivers.length; i++) {
        const etaS = (remainingS[i] as number) + city.approachS(drivers[i] as number, booking)
        const isFull = end - start === candidatesMax
        if (isFull && etaS >= (costs[end - 1] as number)) continue
        let at = isFull ? end - 1 : end++
        for (; at > start && (costs[at - 1] as number) > etaS; at--) {
          costs[at] = costs[at - 1] as number
          column[at] = column[at - 1] as number
        }
        costs[at] = etaS
        column[at] = i
      }
      for (let edge = start; edge < end; edge++) {
        const i = column[edge] as number
        const etaS = costs[edge] as number
        costs[edge] = etaS - bonusS(idleMinutes[i] as number, etaS - (remainingS[i] as number))
      }
      rowStart[row + 1] = end
    }
    const aloneCosts = Float64Array.from(
      open,
      (booking) => unmatchedS + unmatchedPerWaitedS * city.waitedS(booking, nowS),
    )
    return { rowStart, column, costs, aloneCosts, columnCount: drivers.length }
  }
}
