import type { Maintenance } from '../../api/types.ts'

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
export const clockMinutes = (iso: string) => CLOCK.format(new Date(iso))
const dayAndClock = (iso: string) => TIME.format(new Date(iso))

/** From when until when, and whether that is now. */
export function periodText({
  startsAt,
  endsAt,
  state,
}: Pick<Maintenance, 'startsAt' | 'endsAt' | 'state'>): string {
  const until = endsAt ? `until ${dayAndClock(endsAt)}` : 'without an end'
  const when = `${dayAndClock(startsAt)} ${until}`
  return state === 'under_way' ? `now, ${when}` : when
}
