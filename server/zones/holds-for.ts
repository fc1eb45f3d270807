import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Zone } from './zone-book.ts'

/** Whether a zone holds for a vehicle class; for none, where it is not known, only what holds for all does. */
export const holdsFor =
  (vehicleClass: VehicleClass | undefined) =>
  ({ vehicleClasses }: Pick<Zone, 'vehicleClasses'>): boolean =>
    vehicleClasses === null || (vehicleClass !== undefined && vehicleClasses.includes(vehicleClass))
