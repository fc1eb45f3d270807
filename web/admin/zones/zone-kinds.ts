import type { Answer, Input } from '../../api/routes.ts'
import type { IconName } from '../../shared/icons.tsx'

export type Zone = Answer<'get', '/v1/admin/zones/:id'>
export type ZoneItem = Answer<'get', '/v1/admin/zones'>['items'][number]
export type ZoneFeature = Answer<'get', '/v1/ops/zones'>['features'][number]
export type ZoneBody = Input<'post', '/v1/admin/zones'>['body']
export type ZoneKind = ZoneItem['kind']

type Look = { label: string; icon: IconName; colour: string; means: string }

/** `means` is what comes of it for those who order and drive. */
const LOOKS: Record<ZoneKind, Look> = {
  service_area: {
    label: 'Service area',
    icon: 'check',
    colour: 'good',
    means:
      'Pickups in here are served. Any other pickup of a market that it touches is refused, unless another service area holds it.',
  },
  no_go: {
    label: 'No-go area',
    icon: 'close',
    colour: 'bad',
    means: 'Pickups, stops and drop-offs in here will be refused.',
  },
  surge_cap: {
    label: 'Surge cap',
    icon: 'bolt',
    colour: 'surge-text',
    means: 'No pickup in here is priced above the cap, however high the demand.',
  },
  geofence: {
    label: 'Geofence',
    icon: 'flag',
    colour: 'accent',
    means: 'Each visit of a driver is noted, and webhooks are told when one enters, dwells and leaves.',
  },
}
export const ZONE_KINDS = Object.keys(LOOKS) as ZoneKind[]
export const zoneLook = (kind: ZoneKind) => LOOKS[kind]
export const zoneKindLabel = (kind: ZoneKind) => LOOKS[kind].label

export const ZONE_STATES = ['active', 'inactive', 'removed'] as const
const STATE_LABELS = { active: 'In force', inactive: 'Out of force', removed: 'Removed' }
export const zoneStateOf = ({ isActive, removedAt }: Pick<ZoneItem, 'isActive' | 'removedAt'>) =>
  removedAt ? 'removed' : isActive ? 'active' : 'inactive'
export const zoneStateLabel = (state: (typeof ZONE_STATES)[number]) => STATE_LABELS[state]

const km2 = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 })
export const areaText = (areaM2: number) =>
  areaM2 < 10_000 ? `${km2.format(areaM2)} m²` : `${km2.format(areaM2 / 1e6)} km²`
