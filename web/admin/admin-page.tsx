import { lazy, Suspense, useEffect, useRef } from 'react'
import { ADMIN_PARTS, SIMULATOR } from '../app/pages.ts'
import { Link, useTitle } from '../app/router.tsx'
import { Empty, Loading } from '../shared/states.tsx'
import { useSimulator } from './simulator/use-simulator.ts'

const PARTS: Record<string, React.LazyExoticComponent<React.ComponentType>> = {
  '/admin/zones': lazy(() => import('./zones/zones-part.tsx')),
  '/admin/users': lazy(() => import('./users/users-part.tsx')),
  '/admin/documents': lazy(() => import('./documents/documents-part.tsx')),
  '/admin/audit': lazy(() => import('./audit/audit-part.tsx')),
  '/admin/webhooks': lazy(() => import('./webhooks/webhooks-part.tsx')),
  '/admin/dead-letters': lazy(() => import('./dead-letters/dead-letters-part.tsx')),
  [SIMULATOR]: lazy(() => import('./simulator/simulator-part.tsx')),
}

/** One part of the administration, and the way to the others. */
export default function AdminPage({ part }: { part: string }) {
  const path = `/admin/${part}`
  const known = ADMIN_PARTS.find((each) => each.path === path)
  useTitle(known ? `${known.label} · Admin` : 'Admin')
  const Part = PARTS[path]
  const simulator = useSimulator({ isWatched: false })
  const shown = ADMIN_PARTS.filter((each) => each.path !== SIMULATOR || simulator.data)
  const tabs = useRef<HTMLElement>(null)
  const isShown = shown.some((each) => each.path === path)
  useEffect(() => {
    // On a phone not all of them fit.
    if (isShown) tabs.current?.querySelector(`[href="${path}"]`)?.scrollIntoView({ inline: 'nearest' })
  }, [path, isShown])
  return (
    <div className="admin">
      <header className="admin-head">
        <h1>Admin</h1>
        <nav ref={tabs} className="tabs" aria-label="Parts of the administration">
          {shown.map(({ path: to, label }) => (
            <Link key={to} href={to} aria-current={to === path ? 'page' : undefined}>
              {label}
            </Link>
          ))}
        </nav>
      </header>
      {Part ? (
        <Suspense fallback={<Loading what="the page" />}>
          <Part />
        </Suspense>
      ) : (
        <div className="page">
          <div className="card">
            <Empty icon="info" title="No such part">
              Choose one of those above.
            </Empty>
          </div>
        </div>
      )}
    </div>
  )
}
