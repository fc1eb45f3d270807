import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { Link, navigate } from '../../app/router.tsx'
import { choice, Filters, oneOf } from '../../shared/filters.tsx'
import { multiplierText } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty } from '../../shared/states.tsx'
import {
  areaText,
  ZONE_KINDS,
  ZONE_STATES,
  type ZoneItem,
  zoneKindLabel,
  zoneLook,
  zoneStateLabel,
  zoneStateOf,
} from './zone-kinds.ts'

const PAGE_SIZE = 50
const CHOICES = [
  choice('kind', 'Kind', ZONE_KINDS, zoneKindLabel),
  choice('state', 'State', ZONE_STATES, zoneStateLabel),
]

type Props = {
  filters: Record<'kind' | 'state' | 'q', string>
  cursor: string | null
  here: (more?: Record<string, string | undefined>) => string
}

export function ZoneList({ filters, cursor, here }: Props) {
  const kind = oneOf(ZONE_KINDS, filters.kind)
  const state = oneOf(ZONE_STATES, filters.state)
  const { q } = filters
  const list = useQuery({
    queryKey: ['zones', 'list', kind, state, q, cursor],
    queryFn: () =>
      call('get', '/v1/admin/zones', {
        query: {
          limit: PAGE_SIZE,
          ...(kind && { kind }),
          ...(state && { state }),
          ...(q && { q }),
          ...(cursor && { cursor }),
        },
      }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  const isFiltered = Boolean(kind || state || q)
  return (
    <>
      <header className="zones-head">
        <h2>Zones</h2>
        <div className="actions">
          <Link className="button quiet" href={here({ visits: 'all' })}>
            <Icon name="history" />
            Visits
          </Link>
          <button className="primary" type="button" onClick={() => navigate(here({ zone: 'new' }))}>
            <Icon name="plus" />
            Draw a zone
          </button>
        </div>
      </header>
      <Filters path="/admin/zones" choices={CHOICES} values={filters} placeholder="Search by name" />
      <ListRows
        list={list}
        what="zones"
        empty={
          <Empty icon="map" title={isFiltered ? 'No zone fits these filters' : 'No zones yet'}>
            {isFiltered ? (
              <Link href="/admin/zones">Show all zones</Link>
            ) : (
              'Without a service area all pickups are served.'
            )}
          </Empty>
        }
      >
        {(items) => (
          <ul className="zone-rows">
            {items.map((zone) => (
              <ZoneRow key={zone.id} zone={zone} href={here({ zone: zone.id })} />
            ))}
          </ul>
        )}
      </ListRows>
      <Pager
        label="More zones"
        newest={cursor ? here({ cursor: undefined }) : undefined}
        older={next && here({ cursor: next })}
      />
    </>
  )
}

function ZoneRow({ zone, href }: { zone: ZoneItem; href: string }) {
  const { label, icon } = zoneLook(zone.kind)
  const state = zoneStateOf(zone)
  return (
    <li>
      <Link href={href} className="zone-row" data-kind={zone.kind}>
        <span className="zone-mark">
          <Icon name={icon} />
        </span>
        <span className="zone-name">
          <b>{zone.name}</b>
          <small>
            {label}
            {zone.settings.cap !== undefined && ` ${multiplierText(zone.settings.cap)}`}
            {state !== 'active' && ` · ${zoneStateLabel(state).toLowerCase()}`}
          </small>
        </span>
        <span className="number muted">{areaText(zone.areaM2)}</span>
      </Link>
    </li>
  )
}
