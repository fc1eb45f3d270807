import type { RateDecision, RateLimit } from './port.ts'

/** A limit as the generic cell rate algorithm counts: the time between requests, and how early one may come. */
export function gcraTerms({ perMinute, burst }: RateLimit): { intervalMs: number; toleranceMs: number } {
  const intervalMs = 60_000 / perMinute
  return { intervalMs, toleranceMs: intervalMs * (burst - 1) }
}

/** What to answer a request that came `earlyMs` before its time. */
export function rateDecision(limit: RateLimit, earlyMs: number): RateDecision {
  const { intervalMs, toleranceMs } = gcraTerms(limit)
  if (earlyMs > toleranceMs) {
    return {
      isAllowed: false,
      remaining: 0,
      resetS: Math.ceil(earlyMs / 1_000),
      retryAfterS: Math.ceil((earlyMs - toleranceMs) / 1_000),
    }
  }
  return {
    isAllowed: true,
    remaining: Math.floor((toleranceMs - earlyMs) / intervalMs),
    resetS: Math.ceil((earlyMs + intervalMs) / 1_000),
    retryAfterS: 0,
  }
}
