import { type City, type Dispatcher, SEARCH_TIMEOUT_S } from './simulate-day.ts'

/** Each booking at once to the nearest free driver; where there is none, the next freed driver takes one that waits. */
export class Greedy implements Dispatcher {
  readonly wakeAtS = Number.POSITIVE_INFINITY
  private readonly city: City
  private readonly takes: 'nearest' | 'oldest'
  private waiting: number[] = []

  constructor(city: City, takes: 'nearest' | 'oldest') {
    this.city = city
    this.takes = takes
  }

  book(booking: number, nowS: number): void {
    const { city } = this
    let best = -1
    let bestS = Number.POSITIVE_INFINITY
    for (let driver = 0; driver < city.x.length; driver++) {
      if (!city.isFree[driver]) continue
      const approachS = city.approachS(driver, booking)
      if (approachS >= bestS) continue
      best = driver
      bestS = approachS
    }
    if (best < 0) this.waiting.push(booking)
    else city.assign(booking, best, nowS)
  }

  release(driver: number, nowS: number): void {
    const { city } = this
    this.waiting = this.waiting.filter((booking) => city.waitedS(booking, nowS) <= SEARCH_TIMEOUT_S)
    let best = 0
    if (this.takes === 'nearest')
      for (let i = 1; i < this.waiting.length; i++)
        if (
          city.approachS(driver, this.waiting[i] as number) <
          city.approachS(driver, this.waiting[best] as number)
        )
          best = i
    const [booking] = this.waiting.splice(best, 1)
    if (booking !== undefined) city.assign(booking, driver, nowS)
  }

  run(): void {}
}
