import { card, change, driver, uuid } from './constraint-rows.ts'

/** Of accounts, drivers, vehicles and duty: what holds, the constraint that sees to it, and the statement that it must refuse. */
export const PEOPLE_BREAKS: [string, string, string][] = [
  ['a role is legal', 'users_role', change('users', `role = 'root'`)],
  ['an account has a legal status', 'users_status', change('users', `status = 'gone'`)],
  [
    'an address has one account in any case',
    'users_email_key',
    change('users', `email = 'C@EXAMPLE.COM'`, `id = '${driver}'`),
  ],
  ['an approval is legal', 'drivers_approval', change('drivers', `approval = 'maybe'`)],
  ['ratings lie between 1 and 5', 'drivers_counts', change('drivers', 'rating_count = 1, rating_sum = 6')],
  ['a vehicle has one driver', 'drivers_vehicle_key', change('drivers', `vehicle_id = '${uuid('e1')}'`)],
  [
    'a plate is one vehicle in any case',
    'vehicles_plate_key',
    `insert into vehicles select '${card}', vehicle_class, make, model, year, 'ka 01', 1, 1, 'active', 1, now(), now() from vehicles`,
  ],
  ['a vehicle is in a legal status', 'vehicles_status', change('vehicles', `status = 'sold'`)],
  ['a vehicle carries something', 'vehicles_capacity', change('vehicles', 'capacity_kg = 0')],
  ['a duty is legal', 'driver_availability_status', change('driver_availability', `status = 'busy'`)],
  [
    'nobody off duty is silent',
    'driver_availability_silent_on_duty',
    change('driver_availability', `status = 'offline', silent_at = now()`),
  ],
]
