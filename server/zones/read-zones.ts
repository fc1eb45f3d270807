import {
  and,
  desc,
  eq,
  getTableColumns,
  gte,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { zones } from '../../db/schema/index.ts'
import type { ZoneKind } from '../../db/schema/zones.ts'
import { contains } from '../admin/contains.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { Box } from './shape/zone-shape.ts'
import { featureView, zoneItemView, zoneView } from './zone-view.ts'

export const ZONE_STATES = ['active', 'inactive', 'removed'] as const
/** What a map can hold at once. */
const FEATURES_MAX = 500

type Filter = IdPage & {
  kind?: ZoneKind
  state?: (typeof ZONE_STATES)[number]
  market?: string
  q?: string
  bbox?: Box
}

/** Zones without their geometry, newest first; those that were removed only where they are asked for. */
export async function listZones(context: Context, filter: Filter) {
  const { kind, state, market, q, bbox, cursor } = filter
  const { geometry: _, ...columns } = getTableColumns(zones)
  const rows = await context.db
    .select(columns)
    .from(zones)
    .where(
      and(
        isIn(state),
        kind && eq(zones.kind, kind),
        market ? sql`${market} = any(${zones.markets})` : undefined,
        q ? contains([zones.name], q) : undefined,
        bbox && meets(bbox),
        cursor ? lt(zones.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(zones.id))
    .limit(rowsToRead(filter))
  return toPage(rows, filter, zoneItemView)
}

/** One zone, removed or not. @throws DomainError not_found. */
export async function readZone(context: Context, id: string) {
  const [row] = await context.db.select().from(zones).where(eq(zones.id, id))
  if (!row) throw notFound('zone')
  return zoneView(row)
}

/** What a zone is called, removed or not; undefined for none. */
export async function readZoneName({ db }: Context, id: string): Promise<string | undefined> {
  const [row] = await db.select({ name: zones.name }).from(zones).where(eq(zones.id, id))
  return row?.name
}

/** The active zones of a box, as GeoJSON for a map; the newest where there are too many. */
export async function readFeatures(context: Context, { kind, bbox }: Pick<Filter, 'kind' | 'bbox'>) {
  const rows = await context.db
    .select()
    .from(zones)
    .where(and(eq(zones.isActive, true), kind && eq(zones.kind, kind), bbox && meets(bbox)))
    .orderBy(desc(zones.id))
    .limit(FEATURES_MAX + 1)
  return {
    type: 'FeatureCollection' as const,
    features: rows.slice(0, FEATURES_MAX).map(featureView),
    isWhole: rows.length <= FEATURES_MAX,
  }
}

function isIn(state: Filter['state']): SQL | undefined {
  if (state === 'removed') return isNotNull(zones.removedAt)
  if (state === undefined) return isNull(zones.removedAt)
  return and(isNull(zones.removedAt), eq(zones.isActive, state === 'active'))
}

/** Whose box meets a box, which may lie across the antimeridian. */
function meets({ west, south, east, north }: Box): SQL | undefined {
  const [toTheEast, toTheWest] = [gte(zones.east, west), lte(zones.west, east)]
  return and(
    lte(zones.south, north),
    gte(zones.north, south),
    west <= east ? and(toTheEast, toTheWest) : or(toTheEast, toTheWest),
  )
}
