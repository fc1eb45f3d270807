import { type ReactNode, useEffect, useRef } from 'react'
import { signOut } from '../api/client.ts'
import type { Session } from '../api/types.ts'
import { ConnectionBadge, useIsStale } from '../live/connection-badge.tsx'
import { Icon, Logo } from '../shared/icons.tsx'
import { Notices } from '../shared/notices.tsx'
import { Commands } from './commands.tsx'
import { isAt, pagesOf } from './pages.ts'
import { Link } from './router.tsx'

type Props = { user: Session['user']; path: string; isLive: boolean; children: ReactNode }

/** What stands around every page: where one can go, whether the view is live, and who is signed in. */
export function Shell({ user, path, isLive, children }: Props) {
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
        {isLive && <Commands role={user.role} />}
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
      <Rail user={user} path={path} />
      {isLive && <Notices />}
      {isLive ? <LiveContent>{children}</LiveContent> : <main id="content">{children}</main>}
    </div>
  )
}

function Rail({ user, path }: Pick<Props, 'user' | 'path'>) {
  const rail = useRef<HTMLElement>(null)
  const page = pagesOf(user.role).find((each) => isAt(each, path))?.path
  // On a phone not all of them fit side by side.
  useEffect(() => {
    const shown = page && rail.current?.querySelector(`[href="${page}"]`)
    if (shown) shown.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [page])
  return (
    <nav ref={rail} className="rail" aria-label="Pages">
      {pagesOf(user.role).map(({ path: href, label, icon }) => (
        <Link key={href} href={href} aria-current={href === page ? 'page' : undefined}>
          <Icon name={icon} />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
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
