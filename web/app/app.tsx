import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { currentSession, onSessionChange, signOut } from '../api/client.ts'
import { BookingPage } from '../bookings/booking-page.tsx'
import { BookingsPage } from '../bookings/bookings-page.tsx'
import { Loading } from '../shared/states.tsx'
import { VehiclesPage } from '../vehicles/vehicles-page.tsx'
import { Link, navigate, useAddress } from './router.tsx'
import { SignInPage } from './sign-in-page.tsx'

const MapPage = lazy(() => import('../map/map-page.tsx'))

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
    if (isSignedIn && isSigningIn) navigate(/^\/(?!\/)/.test(wanted) ? wanted : '/', { isReplacing: true })
  }, [isSignedIn, isSigningIn, wanted, cache])
  if (!session) return <SignInPage />
  const { role, name } = session.user
  const isStaff = role === 'admin' || role === 'operator'
  const tab = (href: string, label: string) => (
    <Link
      href={href}
      aria-current={(href === '/' ? path === '/' : path.startsWith(href)) ? 'page' : undefined}
    >
      {label}
    </Link>
  )
  return (
    <div className="shell">
      <header className="bar">
        <strong>Hexhaul</strong>
        <nav aria-label="Pages">
          {isStaff && tab('/', 'Live map')}
          {isStaff && tab('/bookings', 'Bookings')}
          {role === 'admin' && tab('/vehicles', 'Vehicles')}
        </nav>
        <span className="muted">
          {name} ({role})
        </span>
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      <main>{isStaff ? <Screen path={path} /> : <NotForYou />}</main>
    </div>
  )
}

function Screen({ path }: { path: string }) {
  if (path === '/bookings') return <BookingsPage />
  if (path.startsWith('/bookings/')) return <BookingPage id={path.slice('/bookings/'.length)} />
  if (path === '/vehicles') return <VehiclesPage />
  return (
    <Suspense fallback={<Loading what="the map" />}>
      <MapPage />
    </Suspense>
  )
}

const NotForYou = () => (
  <div className="page">
    <p className="notice">The dashboard is for operators and administrators. Sign in with such an account.</p>
  </div>
)
