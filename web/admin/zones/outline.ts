/*
 * An area while it is drawn: polygons of rings of corners, as GeoJSON has them but for the corner that closes a ring. Each change
 * gives a new draft and keeps the one before for an undo.
 */
export type Position = readonly [lng: number, lat: number]
export type Ring = readonly Position[]
export type Outline = readonly (readonly Ring[])[]
export type Corner = { polygon: number; ring: number; at: number }
export type Geometry =
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] }

export type Draft = {
  outline: Outline
  /** The corners so far of a ring that is not closed yet. */
  open: Ring | null
  chosen: Corner | null
  past: readonly Pick<Draft, 'outline' | 'open'>[]
}
export type Change =
  | { type: 'begin' | 'close' | 'giveUp' | 'undo' | 'removeChosen' | 'hold' }
  | { type: 'add'; position: Position }
  | { type: 'choose'; corner: Corner | null }
  | { type: 'move'; corner: Corner; position: Position }
  | { type: 'insert'; corner: Corner; position: Position }
  | { type: 'replace'; outline: Outline }

const RING_MIN = 3
const UNDOS_MAX = 200

export const draftOf = (outline: Outline): Draft => ({ outline, open: null, chosen: null, past: [] })

/** What a change makes of a draft; one that is not possible leaves it. */
export function changeDraft(draft: Draft, change: Change): Draft {
  const { open, chosen } = draft
  switch (change.type) {
    case 'begin':
      return { ...kept(draft), open: [], chosen: null }
    case 'add':
      return open ? { ...kept(draft), open: [...open, change.position] } : draft
    case 'close':
      return open && open.length >= RING_MIN ? { ...kept(draft), outline: [[open]], open: null } : draft
    case 'giveUp':
      return { ...draft, open: null }
    case 'undo':
      return undone(draft)
    case 'hold':
      return kept(draft)
    case 'choose':
      return { ...draft, chosen: change.corner }
    case 'move':
      return {
        ...draft,
        outline: withRing(draft, change.corner, (ring) => ring.with(change.corner.at, change.position)),
      }
    case 'insert':
      return {
        ...kept(draft),
        outline: withRing(draft, change.corner, (ring) =>
          ring.toSpliced(change.corner.at, 0, change.position),
        ),
        chosen: change.corner,
      }
    case 'removeChosen':
      if (!chosen || !mayRemove(draft)) return draft
      return {
        ...kept(draft),
        outline: withRing(draft, chosen, (ring) => ring.toSpliced(chosen.at, 1)),
        chosen: null,
      }
    case 'replace':
      return { ...kept(draft), outline: change.outline, open: null, chosen: null }
  }
}

/** Whether the chosen corner can go: a ring needs three. */
export const mayRemove = ({ outline, chosen }: Draft) =>
  chosen !== null && (outline[chosen.polygon]?.[chosen.ring]?.length ?? 0) > RING_MIN

const kept = (draft: Draft): Draft => ({
  ...draft,
  past: [...draft.past, { outline: draft.outline, open: draft.open }].slice(-UNDOS_MAX),
})

function undone(draft: Draft): Draft {
  const last = draft.past.at(-1)
  return last ? { ...last, chosen: null, past: draft.past.slice(0, -1) } : draft
}

const withRing = ({ outline }: Draft, { polygon, ring }: Corner, change: (ring: Ring) => Ring): Outline =>
  outline.map((rings, p) =>
    p === polygon ? rings.map((each, r) => (r === ring ? change(each) : each)) : rings,
  )

const closed = (ring: Ring) => [...ring, ring[0]!].map(([lng, lat]) => [lng, lat])

/** As the API takes it. */
export function geometryOf(outline: Outline): Geometry {
  const polygons = outline.map((rings) => rings.map(closed))
  const [only] = polygons
  return only && polygons.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** As the API gives it. */
export const outlineOf = (geometry: Geometry): Outline =>
  (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((rings) =>
    rings.map((ring) => ring.slice(0, -1).map(([lng = 0, lat = 0]) => [lng, lat] as const)),
  )

/** A line with the corner where it begins. */
export type DrawnLine = { corner: Corner; from: Position; to: Position }

/** The lines of all rings, and of the one that is not closed yet. */
export function linesOf({ outline, open }: Pick<Draft, 'outline' | 'open'>): DrawnLine[] {
  if (open) return sidesOf(open, { polygon: 0, ring: 0 }).slice(0, -1)
  return outline.flatMap((rings, polygon) =>
    rings.flatMap((corners, ring) => sidesOf(corners, { polygon, ring })),
  )
}

const sidesOf = (ring: Ring, where: Omit<Corner, 'at'>): DrawnLine[] =>
  ring.map((from, at) => ({ corner: { ...where, at }, from, to: ring[(at + 1) % ring.length] ?? from }))
