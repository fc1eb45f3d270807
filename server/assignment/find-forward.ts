import type { PlacedDriver } from '../tracking/driver.ts'
import type { Accept, Round, SearchingBooking, Sight } from './find-candidates.ts'
import type { Surveying } from './survey-supply.ts'

/** Who needs less than this to their drop-off is about to be free. */
const DROPOFF_WITHIN_S = 300
/** Unloading, the signature and the way back to the vehicle. */
const HANDLING_S = 120
/** Free drivers looked at for each that is about to be free. */
const FREE_PER_FORWARD = 2

/**
 * The drivers on the last leg of a haul whose drop-offs are nearest to the booking's pickup, each with the seconds until
 * they are free. Their positions and hauls are those of now; who they are may be some seconds old.
 */
export function findForward(
  { driverIndex, routing }: Surveying,
  { pickup, vehicleClass }: SearchingBooking,
  { radiusM, hour, k, supply }: Round,
  accept: Accept,
): Sight[] {
  const sights = new Map<string, Sight>()
  const near = supply.dropoffs.nearest({
    ...{ lat: pickup.lat, lng: pickup.lng, vehicleClass },
    ...{ k: Math.ceil(k / FREE_PER_FORWARD), maxDistanceM: radiusM },
    accept({ driverId }) {
      const driver = driverIndex.get(driverId) as PlacedDriver | undefined
      if (!driver?.dropoff || driver.status !== 'available' || !driver.isFit) return false
      const toDropoffS = routing.etaS(driver.position, driver.dropoff, driver.vehicleClass, hour)
      if (toDropoffS >= DROPOFF_WITHIN_S) return false
      const freeInS = toDropoffS + HANDLING_S
      if (!accept(driver, driver.dropoff, freeInS)) return false
      sights.set(driverId, { driver, from: driver.dropoff, freeInS })
      return true
    },
  })
  return near.map(({ driverId }) => sights.get(driverId) as Sight)
}
