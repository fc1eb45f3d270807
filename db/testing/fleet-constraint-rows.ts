/* Rows of the fleet's records, and the statements that would break their rules. */
import { driver, otherDriver, uuid } from './constraint-rows.ts'

const vehicle = uuid('e1')
const otherVehicle = uuid('e3')

const vehicleRow = (id: string, plate: string) => `
  insert into vehicles (id, vehicle_class, make, model, year, plate, capacity_kg, capacity_m_3, created_at, updated_at)
    values ('${id}', 'van', 'Tata', 'Ace', 2024, '${plate}', 750, 5, now(), now());`
const assignment = (n: number, vehicleId: string, driverId: string, times: string) => `
  insert into vehicle_assignments (id, vehicle_id, driver_id, started_at, ended_at)
    values ('${uuid(`6${n}`)}', '${vehicleId}', '${driverId}', ${times});`
const maintenance = (n: number, state: string, times: string) => `
  insert into maintenance_periods (id, vehicle_id, state, starts_at, ends_at, reason, created_at)
    values ('${uuid(`7${n}`)}', '${vehicle}', '${state}', ${times}, 'service', now());`
const paper = (n: number, owner: string, values = `'permit', 'x 1', null, null, null`) => `
  insert into documents (id, driver_id, vehicle_id, kind, number, issued_on, expires_on, warned_days, created_at)
    values ('${uuid(`8${n}`)}', ${owner}, ${values}, now());`
const renewal = (n: number) => `
  insert into documents (id, driver_id, kind, number, renews_id, created_at)
    values ('${uuid(`8${n}`)}', '${driver}', 'identity', 'r ${n}', '${uuid('81')}', now());`
const OF_DRIVER = `'${driver}', null`
const OF_VEHICLE = `null, '${vehicle}'`
const PAST = `'2026-01-01', '2026-02-01'`

export const FLEET_FIXTURE = `
  ${vehicleRow(otherVehicle, 'KA 03')}
  ${assignment(1, vehicle, driver, `'2026-01-01', null`)}
  ${maintenance(1, 'under_way', PAST)}
  ${paper(1, OF_DRIVER)}
  ${paper(2, OF_VEHICLE)}
  ${renewal(3)}
  insert into fleet_settings values (1, 'UTC', '{}', '{}', 1, now());`

export const FLEET_BREAKS: [string, string, string][] = [
  [
    'a vehicle has one driver at a time',
    'vehicle_assignments_vehicle_apart',
    assignment(2, vehicle, otherDriver, PAST),
  ],
  [
    'a driver has one vehicle at a time',
    'vehicle_assignments_driver_apart',
    assignment(3, otherVehicle, driver, PAST),
  ],
  [
    'an assignment ends after its start',
    'vehicle_assignments_order',
    assignment(4, otherVehicle, otherDriver, `'2026-02-01', '2026-01-01'`),
  ],
  [
    'maintenance of a vehicle does not overlap',
    'maintenance_periods_apart',
    maintenance(2, 'planned', `'2026-01-31', '2026-03-01'`),
  ],
  [
    'a vehicle is in the workshop once',
    'maintenance_periods_under_way_key',
    maintenance(3, 'under_way', `'2026-05-01', '2026-06-01'`),
  ],
  ['maintenance is in a legal state', 'maintenance_periods_state', maintenance(4, 'lost', PAST)],
  [
    'maintenance that has ended has an end',
    'maintenance_periods_end',
    maintenance(5, 'ended', `'2026-05-01', null`),
  ],
  ['a paper is of one', 'documents_subject', paper(4, `'${driver}', '${vehicle}'`)],
  ['a paper is of a known kind', 'documents_kind', paper(5, OF_DRIVER, `'letter', '1', null, null, null`)],
  [
    'a paper ends after its start',
    'documents_days',
    paper(6, OF_DRIVER, `'permit', '2', '2026-02-01', '2026-01-01', null`),
  ],
  ['a paper is warned of in stages', 'documents_warned', paper(7, OF_DRIVER, `'permit', '3', null, null, 8`)],
  [
    "a driver's paper is there once in any case",
    'documents_driver_key',
    paper(8, OF_DRIVER, `'permit', 'X 1', null, null, null`),
  ],
  ["a vehicle's paper is there once", 'documents_vehicle_key', paper(9, OF_VEHICLE)],
  ['a paper is renewed once', 'documents_renewal_key', renewal(0)],
  [
    'there is one row of settings',
    'fleet_settings_single',
    `insert into fleet_settings values (2, 'UTC', '{}', '{}', 1, now())`,
  ],
]
