import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, MapLibreMap } from 'maplibre-gl'
import { EMPTY, MAP_FONT } from '../../map/base-style.ts'
import { themeColour } from '../../map/theme-colours.ts'
import { findMeetingLines } from './find-meeting-lines.ts'
import { type Draft, geometryOf, linesOf, type Position } from './outline.ts'
import { ZONE_KINDS, type ZoneFeature, type ZoneKind, zoneLook } from './zone-kinds.ts'

export const ZONE_FILL = 'zone-fill'
/** What can be taken with the pointer: corners, and the middles of lines, which become corners. */
export const HANDLES = ['draft-corner', 'draft-middle']
/** Beside its colour each kind has a border of its own. */
const DASHES: Record<ZoneKind, number[]> = {
  service_area: [1],
  no_go: [4, 1.5],
  surge_cap: [1, 1.5],
  geofence: [5, 1.5, 1, 1.5],
}

const kindColour = () =>
  [
    'match',
    ['get', 'kind'],
    ...ZONE_KINDS.flatMap((kind) => [kind, themeColour(zoneLook(kind).colour)]),
    '#000',
  ] as unknown as ExpressionSpecification
const has = (role: string): ExpressionSpecification => ['==', ['get', 'role'], role]

function zoneLayers(): LayerSpecification[] {
  return [
    {
      id: ZONE_FILL,
      type: 'fill',
      source: 'zones',
      paint: { 'fill-color': kindColour(), 'fill-opacity': 0.13 },
    },
    ...ZONE_KINDS.map(
      (kind): LayerSpecification => ({
        id: `zone-edge-${kind}`,
        type: 'line',
        source: 'zones',
        filter: ['==', ['get', 'kind'], kind],
        paint: { 'line-color': kindColour(), 'line-width': 1.8, 'line-dasharray': DASHES[kind] },
      }),
    ),
    {
      id: 'zone-name',
      type: 'symbol',
      source: 'zones',
      layout: { 'text-field': ['get', 'name'], 'text-font': MAP_FONT, 'text-size': 12, 'text-max-width': 9 },
      paint: {
        'text-color': themeColour('text'),
        'text-halo-color': themeColour('map-city'),
        'text-halo-width': 1.6,
      },
    },
  ]
}

const handle = (role: string, radius: number, opacity: number): LayerSpecification => ({
  id: `draft-${role}`,
  type: 'circle',
  source: 'draft',
  filter: has(role),
  paint: {
    'circle-radius': ['case', ['get', 'isChosen'], radius + 2.5, radius],
    'circle-color': ['case', ['get', 'isChosen'], themeColour('text'), themeColour('driver-edge')],
    'circle-stroke-color': themeColour('text'),
    'circle-stroke-width': 1.8,
    'circle-opacity': opacity,
    'circle-stroke-opacity': opacity,
  },
})

function draftLayers(): LayerSpecification[] {
  const line = {
    type: 'line',
    source: 'draft',
    layout: { 'line-join': 'round', 'line-cap': 'round' },
  } as const
  return [
    {
      id: 'draft-area',
      type: 'fill',
      source: 'draft',
      filter: has('area'),
      paint: { 'fill-color': kindColour(), 'fill-opacity': 0.22 },
    },
    {
      ...line,
      id: 'draft-line',
      filter: has('line'),
      paint: { 'line-color': kindColour(), 'line-width': 2.6 },
    },
    {
      ...line,
      id: 'draft-meeting',
      filter: has('meeting'),
      paint: { 'line-color': themeColour('bad'), 'line-width': 4.5 },
    },
    handle('middle', 3.5, 0.65),
    handle('corner', 5.5, 1),
  ]
}

/** Puts the layers of zones, and of the one that is drawn, over the map; again after each change of style. */
export function addZoneLayers(map: MapLibreMap): void {
  for (const source of ['zones', 'draft']) map.addSource(source, { type: 'geojson', data: EMPTY })
  for (const layer of [...zoneLayers(), ...draftLayers()]) map.addLayer(layer)
}

const show = (map: MapLibreMap, source: string, features: GeoJSON.Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features })

export const showZones = (map: MapLibreMap, zones: readonly ZoneFeature[]) =>
  show(
    map,
    'zones',
    zones.map(({ id, geometry, properties: { kind, name } }) => ({
      type: 'Feature',
      geometry: geometry as GeoJSON.Geometry,
      properties: { id, kind, name },
    })),
  )

type Shown = { kind: ZoneKind; pointer?: Position | undefined; hasHandles: boolean }

/** The draft as it is; from the last corner of an open ring a line leads to the pointer. */
export function showDraft(map: MapLibreMap, draft: Draft, { kind, pointer, hasHandles }: Shown): void {
  const { outline, open, chosen } = draft
  const feature = (role: string, geometry: GeoJSON.Geometry, more: object = {}): GeoJSON.Feature => ({
    type: 'Feature',
    geometry,
    properties: { role, kind, isChosen: false, ...more },
  })
  const path = (role: string, positions: readonly Position[]) =>
    feature(role, { type: 'LineString', coordinates: positions.map(([lng, lat]) => [lng, lat]) })
  const point = (role: string, [lng, lat]: Position, more: object) =>
    feature(role, { type: 'Point', coordinates: [lng, lat] }, more)
  const lines = linesOf(draft)
  const last = open?.at(-1)
  const corners = open
    ? open.map((position, at) => point('corner', position, { at }))
    : lines.flatMap(({ corner, from, to }) => [
        point('middle', [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], { ...corner, at: corner.at + 1 }),
        point('corner', from, { ...corner, isChosen: isSame(corner, chosen) }),
      ])
  show(map, 'draft', [
    ...(open || outline.length === 0 ? [] : [feature('area', geometryOf(outline))]),
    ...lines.map(({ from, to }) => path('line', [from, to])),
    ...(last && pointer ? [path('line', [last, pointer])] : []),
    ...findMeetingLines(lines).map((line) => path('meeting', line)),
    ...(hasHandles ? corners : []),
  ])
}

const isSame = (a: Draft['chosen'], b: Draft['chosen']) =>
  a?.polygon === b?.polygon && a?.ring === b?.ring && a?.at === b?.at
