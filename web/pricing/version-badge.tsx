import { Icon, type IconName } from '../shared/icons.tsx'
import type { RateCard } from './rate-terms.ts'

const LOOKS: Record<RateCard['status'], { label: string; icon: IconName; tone: string }> = {
  upcoming: { label: 'To come', icon: 'clock', tone: 'waiting' },
  in_force: { label: 'In force', icon: 'check', tone: 'good' },
  superseded: { label: 'Past', icon: 'history', tone: '' },
  withdrawn: { label: 'Withdrawn', icon: 'close', tone: '' },
}

export function VersionBadge({ status }: { status: RateCard['status'] }) {
  const { label, icon, tone } = LOOKS[status]
  return (
    <span className={`badge ${tone}`} data-state={status}>
      <Icon name={icon} />
      {label}
    </span>
  )
}
