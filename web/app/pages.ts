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
]

export const isStaff = (role: Role) => STAFF.includes(role)
export const pagesOf = (role: Role) => PAGES.filter(({ roles }) => roles.includes(role))
/** Whether an address is of this page or of one below it. */
export const isAt = ({ path }: Page, address: string) =>
  path === '/' ? address === '/' : address === path || address.startsWith(`${path}/`)
