import type { VehicleClass } from '../api/types.ts'

const LABELS: Record<VehicleClass, string> = {
  bike: 'Bike',
  van: 'Van',
  truck: 'Truck',
  refrigerated_truck: 'Refrigerated truck',
}
export const VEHICLE_CLASSES = Object.keys(LABELS) as VehicleClass[]
export const vehicleClassLabel = (vehicleClass: VehicleClass) => LABELS[vehicleClass]
