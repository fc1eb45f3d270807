import { card, change } from './constraint-rows.ts'

/** Of zones: what holds, the constraint that sees to it, and the statement that it must refuse. */
export const ZONE_BREAKS: [string, string, string][] = [
  ['a zone is of a legal kind', 'zones_kind', change('zones', `kind = 'park', dwell_s = null`)],
  ['a zone is on the globe', 'zones_box', change('zones', 'west = 79')],
  ['a zone covers something', 'zones_box', change('zones', 'area_m_2 = 0')],
  ['a zone has the settings of its kind', 'zones_settings', change('zones', `kind = 'surge_cap'`)],
  ['a dwell time is positive', 'zones_settings', change('zones', 'dwell_s = 0')],
  ['a removed zone is not active', 'zones_removed', change('zones', 'removed_at = now()')],
  [
    'a driver is in a zone once',
    'zone_visits_open_key',
    `insert into zone_visits select '${card}', zone_id, driver_id, null, now(), null, null, null, now() from zone_visits`,
  ],
  ['a visit that ended says how', 'zone_visits_ended', change('zone_visits', 'left_at = now()')],
  [
    'a visit ends after it began',
    'zone_visits_order',
    change('zone_visits', `left_at = entered_at - interval '1 second', ended_by = 'left'`),
  ],
]
