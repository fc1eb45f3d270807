import type { Exception } from '../api/types.ts'
import type { Tone } from '../bookings/booking-states.ts'
import { duration, sentence } from '../shared/format.ts'
import type { IconName } from '../shared/icons.tsx'

const MINUTE_S = 60

type Look = { label: string; icon: IconName }

const LOOKS: Record<Exception['kind'], Look> = {
  unassigned: { label: 'No driver', icon: 'search' },
  late: { label: 'Late', icon: 'clock' },
  stuck: { label: 'Stuck', icon: 'pause' },
  off_route: { label: 'Off route', icon: 'map' },
  pin_locked: { label: 'PIN locked', icon: 'alert' },
  silent_driver: { label: 'Driver silent', icon: 'bolt' },
  document_ending: { label: 'Paper ends', icon: 'archive' },
}
export const lookOfException = (kind: Exception['kind']): Look => LOOKS[kind]

/** Of one booking there may be several. */
export const keyOfException = ({ kind, bookingId, document }: Exception): string =>
  `${kind} ${bookingId ?? document?.id}`

/** How it stands with its breach, in words and by tone. The server counts, since a browser's clock may be wrong. */
export function urgencyOf({ kind, minutesToBreach }: Exception): { text: string; tone: Tone } {
  // Since when is not known.
  if (kind === 'off_route') return { text: 'now', tone: 'bad' }
  const isAhead = minutesToBreach > 0
  const length = duration(Math.max(1, Math.round(Math.abs(minutesToBreach))) * MINUTE_S)
  if (isAhead) return { text: `in ${length}`, tone: 'waiting' }
  return { text: kind === 'document_ending' ? `ended ${length} ago` : `${length} over`, tone: 'bad' }
}

export const titleOf = ({ kind, document }: Exception): string =>
  document ? `${sentence(document.kind)} of ${document.subject}` : LOOKS[kind].label
