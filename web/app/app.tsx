import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { currentSession, onSessionChange } from '../api/session.ts'
import type { Role } from '../api/types.ts'
import { LiveProvider } from '../live/live.tsx'
import { Empty, Loading } from '../shared/states.tsx'
import adminCss from '../styles/admin.css' with { type: 'file' }
import analyticsCss from '../styles/analytics.css' with { type: 'file' }
import pricingCss from '../styles/pricing.css' with { type: 'file' }
import replayCss from '../styles/replay.css' with { type: 'file' }
import { FaultBoundary } from './fault-boundary.tsx'
import { isAt, isStaff, pagesOf } from './pages.ts'
import { Link, navigate, useAddress, useTitle } from './router.tsx'
import { Shell } from './shell.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { styledPage } from './style-sheets.tsx'

const MapPage = lazy(() => import('../map/map-page.tsx'))
const BookingsPage = lazy(() => import('../bookings/bookings-page.tsx'))
const BookingPage = lazy(() => import('../bookings/booking-page.tsx'))
const DriversPage = lazy(() => import('../drivers/drivers-page.tsx'))
const DriverPage = lazy(() => import('../drivers/driver-page.tsx'))
const VehiclesPage = lazy(() => import('../vehicles/vehicles-page.tsx'))
const VehiclePage = lazy(() => import('../vehicles/vehicle-page.tsx'))
const ImportPage = lazy(() => import('../fleet/import-page.tsx'))
const PricingPage = styledPage(() => import('../pricing/pricing-page.tsx'), pricingCss)
const AnalyticsPage = styledPage(() => import('../analytics/analytics-page.tsx'), analyticsCss)
const ReplayPage = styledPage(() => import('../replay/replay-page.tsx'), replayCss)
const AdminPage = styledPage(() => import('../admin/admin-page.tsx'), adminCss)
const SetPasswordPage = lazy(() => import('./set-password-page.tsx'))

export function App() {
  const session = useSyncExternalStore(onSessionChange, currentSession)
  const cache = useQueryClient()
  const { path, query } = useAddress()
  const isSigningIn = path === '/sign-in'
  const isInvited = path === '/set-password'
  const isSignedIn = session !== null
  const wanted = query.get('next') ?? '/'
  useEffect(() => {
    if (!isSignedIn) cache.clear()
    if (!isSignedIn && !isSigningIn && !isInvited)
      navigate(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, {
        isReplacing: true,
      })
    // Only a path of our own: `//host` would lead elsewhere.
    if (isSignedIn && isSigningIn) navigate(/^\/(?![/\\])/.test(wanted) ? wanted : '/', { isReplacing: true })
  }, [isSignedIn, isSigningIn, isInvited, wanted, cache])
  if (isInvited)
    return (
      <Suspense fallback={<Loading what="the page" />}>
        <SetPasswordPage />
      </Suspense>
    )
  if (!session) return <SignInPage />
  const { user } = session
  if (!isStaff(user.role))
    return (
      <Shell user={user} path={path} isLive={false}>
        <Refused title="This dashboard is for operators">
          Your account is a {user.role}'s. Sign in as an operator or an administrator.
        </Refused>
      </Shell>
    )
  return (
    <LiveProvider key={user.id}>
      <Shell user={user} path={path} isLive>
        <FaultBoundary key={path}>
          <Suspense fallback={<Loading what="the page" />}>
            <Screen path={path} role={user.role} />
          </Suspense>
        </FaultBoundary>
      </Shell>
    </LiveProvider>
  )
}

function Screen({ path, role }: { path: string; role: Role }) {
  const page = pagesOf(role).find((each) => isAt(each, path))
  const [root = '', part, ...rest] = path.slice(1).split('/').map(decodeURIComponent)
  const shown = rest.length === 0 && (page ? screenOf(root, part) : null)
  if (shown) return shown
  const toMap = <Link href="/">Go to the live map</Link>
  if (screenOf(root, part) && !page)
    return <Refused title="Not allowed">This page is for administrators. {toMap}</Refused>
  return <Refused title="No such page">There is nothing at this address. {toMap}</Refused>
}

/** What an address shows: its first part is the page, its second what of it. */
function screenOf(root: string, part: string | undefined) {
  if (part === undefined)
    switch (root) {
      case '':
        return <MapPage />
      case 'bookings':
        return <BookingsPage />
      case 'drivers':
        return <DriversPage />
      case 'vehicles':
        return <VehiclesPage />
      case 'pricing':
        return <PricingPage part="rates" />
      case 'analytics':
        return <AnalyticsPage />
      case 'replay':
        return <ReplayPage />
      default:
        return null
    }
  if ((root === 'vehicles' || root === 'drivers') && part === 'import') return <ImportPage kind={root} />
  switch (root) {
    case 'bookings':
      return <BookingPage key={part} id={part} />
    case 'drivers':
      return <DriverPage key={part} id={part} />
    case 'vehicles':
      return <VehiclePage key={part} id={part} />
    case 'pricing':
      return <PricingPage part={part} />
    case 'admin':
      return <AdminPage part={part} />
    default:
      return null
  }
}

function Refused({ title, children }: { title: string; children: React.ReactNode }) {
  useTitle(title)
  return (
    <div className="page">
      <div className="card">
        <Empty icon="info" title={title}>
          {children}
        </Empty>
      </div>
    </div>
  )
}
