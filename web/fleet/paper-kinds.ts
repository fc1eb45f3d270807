import type { Paper } from '../api/types.ts'
import type { Tone } from '../bookings/booking-states.ts'
import type { IconName } from '../shared/icons.tsx'

const LABELS: Record<Paper['kind'], string> = {
  driving_licence: 'Driving licence',
  identity: 'Identity card',
  registration: 'Registration',
  insurance: 'Insurance',
  inspection: 'Inspection',
  permit: 'Permit',
}
export const PAPER_KINDS = Object.keys(LABELS) as Paper['kind'][]
export const paperLabel = (kind: Paper['kind']) => LABELS[kind]

type PaperLook = { label: string; icon: IconName; tone: Tone }
export const PAPER_LOOKS: Record<Paper['state'], PaperLook> = {
  valid: { label: 'Valid', icon: 'check', tone: 'good' },
  expiring: { label: 'Ends soon', icon: 'clock', tone: 'waiting' },
  expired: { label: 'Expired', icon: 'alert', tone: 'bad' },
  not_yet_valid: { label: 'Not yet valid', icon: 'clock', tone: 'waiting' },
  renewed: { label: 'Renewed', icon: 'refresh', tone: 'neutral' },
  removed: { label: 'Removed', icon: 'close', tone: 'neutral' },
}
export const isInUse = ({ state }: Pick<Paper, 'state'>) => state !== 'renewed' && state !== 'removed'

/** How long a paper is good for, in days as people say them. */
export function daysLeftText(daysLeft: number | null): string {
  if (daysLeft === null) return 'without end'
  if (daysLeft === 0) return 'today is its last day'
  const days = `${Math.abs(daysLeft)} ${Math.abs(daysLeft) === 1 ? 'day' : 'days'}`
  return daysLeft < 0 ? `${days} ago` : `in ${days}`
}
