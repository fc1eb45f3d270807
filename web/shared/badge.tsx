import type { BookingState, Driver, VehicleStatus } from '../api/types.ts'
import { lookOf, type Tone } from '../bookings/booking-states.ts'
import { Icon, type IconName } from './icons.tsx'

type Props = { state: string; label: string; icon: IconName; tone: Tone }

/** A state in words, with its picture and colour. */
export const Badge = ({ state, label, icon, tone }: Props) => (
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

const DRIVER_LOOKS = {
  busy: { label: 'On a haul', icon: 'truck', tone: 'busy' },
  available: { label: 'Available', icon: 'check', tone: 'good' },
  paused: { label: 'Paused', icon: 'pause', tone: 'neutral' },
  silent: { label: 'Not heard', icon: 'alert', tone: 'bad' },
  offline: { label: 'Off duty', icon: 'signOut', tone: 'neutral' },
} as const satisfies Record<string, Omit<Props, 'state'>>
export const DRIVER_STATUSES: readonly Driver['status'][] = ['available', 'paused', 'offline']
export const driverStatusLabel = (status: Driver['status']) => DRIVER_LOOKS[status].label
/** On duty and silent is what an operator has to see first. */
export function DriverBadge({ driver }: { driver: Pick<Driver, 'status' | 'silentSince' | 'bookingId'> }) {
  const { status, silentSince, bookingId } = driver
  const state = silentSince ? 'silent' : bookingId ? 'busy' : status
  return <Badge state={state} {...DRIVER_LOOKS[state]} />
}

const APPROVAL_LOOKS = {
  pending: { label: 'To approve', icon: 'clock', tone: 'waiting' },
  approved: { label: 'Approved', icon: 'check', tone: 'good' },
  suspended: { label: 'Suspended', icon: 'close', tone: 'bad' },
} as const satisfies Record<Driver['approval'], Omit<Props, 'state'>>
export const APPROVALS = Object.keys(APPROVAL_LOOKS) as Driver['approval'][]
export const approvalLabel = (approval: Driver['approval']) => APPROVAL_LOOKS[approval].label
export const ApprovalBadge = ({ approval }: { approval: Driver['approval'] }) => (
  <Badge state={approval} {...APPROVAL_LOOKS[approval]} />
)
