import type { Metrics } from '../metrics.ts'
import type { HotState } from './port.ts'

/**
 * Goes on while the shared state can't be asked: each process then counts its own rate limits and keeps the tickets it
 * issues itself; last-known positions are left out, for the index has them. Readiness still tells the truth, by `ping`.
 */
export function withFallback(shared: HotState, own: HotState, metrics: Metrics): HotState {
  async function orOwn<T>(ask: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch {
      // The policy around the shared state has counted and logged why.
      metrics.fallbacks.inc({ dependency: 'redis' })
      return instead()
    }
  }
  return {
    takeRate: (key, limit, nowMs) =>
      orOwn(
        () => shared.takeRate(key, limit, nowMs),
        () => own.takeRate(key, limit, nowMs),
      ),
    putTicket: (ticket, value, ttlS) =>
      orOwn(
        () => shared.putTicket(ticket, value, ttlS),
        () => own.putTicket(ticket, value, ttlS),
      ),
    async takeTicket(ticket) {
      const value = await orOwn(
        () => shared.takeTicket(ticket),
        () => Promise.resolve(null),
      )
      // One that was issued while the shared state was away.
      return value ?? own.takeTicket(ticket)
    },
    setLastKnown: (positions) =>
      orOwn(
        () => shared.setLastKnown(positions),
        () => Promise.resolve(),
      ),
    readLastKnown: () =>
      orOwn(
        () => shared.readLastKnown(),
        () => Promise.resolve([]),
      ),
    ping: () => shared.ping(),
  }
}
