import type { ReactNode } from 'react'
import { signOut } from '../api/client.ts'
import type { Session } from '../api/types.ts'
import { ConnectionBadge, useIsStale } from '../live/connection-badge.tsx'
import { Icon, type IconName, Logo } from '../shared/icons.tsx'
import { Link } from './router.tsx'

type Props = { user: Session['user']; path: string; isLive: boolean; children: ReactNode }

/** What stands around every page: where one can go, whether the view is live, and who is signed in. */
export function Shell({ user, path, isLive, children }: Props) {
  const tab = (href: string, label: string, icon: IconName) => (
    <Link
      href={href}
      aria-current={(href === '/' ? path === '/' : path.startsWith(href)) ? 'page' : undefined}
    >
      <Icon name={icon} />
      <span>{label}</span>
    </Link>
  )
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <Link href="/" className="brand" aria-label="Hexhaul, live map">
          <Logo />
          <span>Hexhaul</span>
        </Link>
        <nav aria-label="Pages">
          {isLive && tab('/', 'Live map', 'map')}
          {isLive && tab('/bookings', 'Bookings', 'list')}
          {isLive && tab('/drivers', 'Drivers', 'user')}
          {user.role === 'admin' && tab('/vehicles', 'Vehicles', 'truck')}
        </nav>
        {isLive && <ConnectionBadge />}
        <div className="who">
          <span title={user.email}>
            {user.name}
            <small>{user.role}</small>
          </span>
          <button type="button" className="quiet" aria-label="Sign out" onClick={() => void signOut()}>
            <Icon name="signOut" />
            <span>Sign out</span>
          </button>
        </div>
      </header>
      {isLive ? <LiveContent>{children}</LiveContent> : <main id="content">{children}</main>}
    </div>
  )
}

/** Old data looks old on every page. */
function LiveContent({ children }: { children: ReactNode }) {
  const isStale = useIsStale()
  return (
    <main id="content" data-stale={isStale}>
      {children}
    </main>
  )
}
