import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { currentSession, onSessionChange } from '../api/session.ts'
import type { Role } from '../api/types.ts'
import { BookingsPage } from '../bookings/bookings-page.tsx'
import { LiveProvider } from '../live/live.tsx'
import { Empty, Loading } from '../shared/states.tsx'
import { FaultBoundary } from './fault-boundary.tsx'
import { isStaff } from './pages.ts'
import { Link, navigate, useAddress, useTitle } from './router.tsx'
import { Shell } from './shell.tsx'
import { SignInPage } from './sign-in-page.tsx'

const MapPage = lazy(() => import('../map/map-page.tsx'))
const BookingPage = lazy(() => import('../bookings/booking-page.tsx'))
const DriversPage = lazy(() => import('../drivers/drivers-page.tsx'))
const VehiclesPage = lazy(() => import('../vehicles/vehicles-page.tsx'))

export function App() {
  const session = useSyncExternalStore(onSessionChange, currentSession)
  const cache = useQueryClient()
  const { path, query } = useAddress()
  const isSigningIn = path === '/sign-in'
  const isSignedIn = session !== null
  const wanted = query.get('next') ?? '/'
  useEffect(() => {
    if (!isSignedIn) cache.clear()
    if (!isSignedIn && !isSigningIn)
      navigate(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, {
        isReplacing: true,
      })
    // Only a path of our own: `//host` would lead elsewhere.
    if (isSignedIn && isSigningIn) navigate(/^\/(?![/\\])/.test(wanted) ? wanted : '/', { isReplacing: true })
  }, [isSignedIn, isSigningIn, wanted, cache])
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
  if (path === '/') return <MapPage />
  if (path === '/bookings') return <BookingsPage />
  const [, id] = /^\/bookings\/([^/]+)$/.exec(path) ?? []
  if (id) return <BookingPage key={id} id={decodeURIComponent(id)} />
  if (path === '/drivers') return <DriversPage />
  if (path === '/vehicles' && role === 'admin') return <VehiclesPage />
  const toMap = <Link href="/">Go to the live map</Link>
  if (path === '/vehicles')
    return <Refused title="Not allowed">Vehicles are kept by administrators. {toMap}</Refused>
  return <Refused title="No such page">There is nothing at this address. {toMap}</Refused>
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
