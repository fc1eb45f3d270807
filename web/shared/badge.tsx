import type { BookingState, VehicleStatus } from '../api/types.ts'
import { lookOf, type Tone } from '../bookings/booking-states.ts'
import { Icon, type IconName } from './icons.tsx'

type Props = { state: string; label: string; icon: IconName; tone: Tone }

/** A state in words, with its picture and colour. */
const Badge = ({ state, label, icon, tone }: Props) => (
  <span className={`badge ${tone}`} data-state={state}>
    <Icon name={icon} />
    {label}
  </span>
)

export function BookingBadge({ state }: { state: BookingState }) {
  const { label, icon, tone } = lookOf(state)
  return <Badge state={state} label={label} icon={icon} tone={tone} />
}

const VEHICLE_LOOKS: Record<VehicleStatus, Omit<Props, 'state'>> = {
  active: { label: 'Active', icon: 'check', tone: 'good' },
  maintenance: { label: 'In maintenance', icon: 'wrench', tone: 'waiting' },
  retired: { label: 'Retired', icon: 'archive', tone: 'neutral' },
}
export const VEHICLE_STATUSES = Object.keys(VEHICLE_LOOKS) as VehicleStatus[]
export const vehicleStatusLabel = (status: VehicleStatus) => VEHICLE_LOOKS[status].label
export const VehicleBadge = ({ status }: { status: VehicleStatus }) => (
  <Badge state={status} {...VEHICLE_LOOKS[status]} />
)
