import { addressOf } from '../api/client.ts'
import { HOUR_S } from './replay-clock.ts'

const HOUR_MS = HOUR_S * 1_000
/** Without a moment in the address: a little before now, so that there is something to see of what just happened. */
const BEFORE_NOW_MS = 300_000

/** The hour of the wall clock that a moment lies in. */
export const hourOf = (atMs: number) => new Date(atMs).setMinutes(0, 0, 0)

/** The moment that an address names. */
export function momentOf(at: string | null, nowMs: number): number {
  const named = Date.parse(at ?? '')
  return Number.isNaN(named) ? nowMs - BEFORE_NOW_MS : named
}

/** The beginning of an hour of a day as a date field has it: `2026-03-02`. */
export function hourOn(day: string, hour: number): number | null {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return null
  return new Date(year, month - 1, date, hour).getTime()
}

const digits = (n: number) => String(n).padStart(2, '0')
/** The day of a moment as a date field has it. */
export function dayOf(ms: number): string {
  const date = new Date(ms)
  return `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`
}

export const hourLater = (hourMs: number, hours: number) => hourOf(hourMs + hours * HOUR_MS)

/** Where a moment is replayed, and what of it is looked at. */
export const replayAddress = (atMs: number, looked: Record<string, string | undefined>) =>
  addressOf('/replay', {}, { at: new Date(Math.round(atMs / 1_000) * 1_000).toISOString(), ...looked })
