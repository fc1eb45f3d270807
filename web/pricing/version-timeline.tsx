import { useEffect, useRef } from 'react'
import { Link } from '../app/router.tsx'
import type { RateCard } from './rate-terms.ts'
import { VersionBadge } from './version-badge.tsx'
import { zonedText } from './zone-time.ts'
import { Until } from './zoned-time.tsx'

type Props = { versions: readonly RateCard[]; shown: RateCard; hrefOf: (id: string) => string }

/** The versions in the order of their starts; the one that is shown is kept in sight. */
export function VersionTimeline({ versions, shown, hrefOf }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const inOrder = [...versions].sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.version - b.version)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version that is shown is another one to keep in sight
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]')
    if (current && list.current)
      list.current.scrollLeft = current.offsetLeft - (list.current.clientWidth - current.offsetWidth) / 2
  }, [shown.id])
  return (
    <nav aria-label="Versions">
      <ol ref={list} className="version-timeline">
        {inOrder.map((card) => (
          <li key={card.id} data-status={card.status}>
            <Link href={hrefOf(card.id)} aria-current={card.id === shown.id ? 'true' : undefined}>
              <span className="version-name">
                <b>v{card.version}</b>
                <VersionBadge status={card.status} />
              </span>
              <span>{zonedText(card.startsAt, card.timeZone)}</span>
              <span className="muted">
                {card.status === 'withdrawn' ? 'never started' : <Until iso={card.startsAt} />}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
