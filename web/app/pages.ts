import type { Role } from '../api/types.ts'
import type { IconName } from '../shared/icons.tsx'

export type Page = { path: string; label: string; icon: IconName; key: string; roles: readonly Role[] }

const STAFF: readonly Role[] = ['operator', 'admin']

/** Where one can go: in the bar, by the palette, and by `g` and then the page's key. */
const PAGES: readonly Page[] = [
  { path: '/', label: 'Live map', icon: 'map', key: 'm', roles: STAFF },
  { path: '/bookings', label: 'Bookings', icon: 'list', key: 'b', roles: STAFF },
  { path: '/drivers', label: 'Drivers', icon: 'user', key: 'd', roles: STAFF },
  { path: '/vehicles', label: 'Vehicles', icon: 'truck', key: 'v', roles: ['admin'] },
  { path: '/pricing', label: 'Pricing', icon: 'tag', key: 'p', roles: ['admin'] },
  { path: '/pricing/surge', label: 'Surge', icon: 'tag', key: 'p', roles: ['operator'] },
  { path: '/analytics', label: 'Analytics', icon: 'chart', key: 'a', roles: STAFF },
  { path: '/replay', label: 'Replay', icon: 'history', key: 'r', roles: STAFF },
  { path: '/admin/zones', label: 'Admin', icon: 'gear', key: 's', roles: ['admin'] },
]
/** Offered where a city is simulated. */
export const SIMULATOR = '/admin/simulator'
/** Below Admin, each with an address of its own. */
export const ADMIN_PARTS = [
  { path: '/admin/zones', label: 'Zones' },
  { path: '/admin/users', label: 'Users' },
  { path: '/admin/documents', label: 'Documents' },
  { path: '/admin/audit', label: 'Audit log' },
  { path: '/admin/webhooks', label: 'Webhooks' },
  { path: '/admin/dead-letters', label: 'Dead letters' },
  { path: SIMULATOR, label: 'Simulator' },
] as const

/** What has an address of its own below a page, by the page's. */
const PARTS: Readonly<Record<string, readonly { path: string; label: string }[]>> = {
  '/pricing': [{ path: '/pricing/surge', label: 'Surge' }],
  '/admin/zones': ADMIN_PARTS.filter(({ path }) => path !== SIMULATOR),
}

export const isStaff = (role: Role) => STAFF.includes(role)
export const pagesOf = (role: Role) => PAGES.filter(({ roles }) => roles.includes(role))
export const partsOf = (role: Role) =>
  pagesOf(role).flatMap(({ path, label, icon }) =>
    (PARTS[path] ?? []).map((part) => ({ ...part, icon, pageLabel: label })),
  )
/** Whether an address is of this page or of one below it. */
export function isAt({ path }: Page, address: string): boolean {
  if (path === '/') return address === '/'
  const root = `/${path.split('/')[1]}`
  return address === root || address.startsWith(`${root}/`)
}
