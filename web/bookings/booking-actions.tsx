import { ApiError, call } from '../api/client.ts'
import type { Booking } from '../api/types.ts'
import { ReasonDialog } from '../shared/reason-dialog.tsx'
import type { Act, BulkAction } from '../shared/table/use-bulk.ts'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { REASONS } from './cancel-dialog.tsx'

/** How many of the nearest are tried for one booking. */
const NEAREST_MAX = 5

type DialogProps = { rows: Booking[]; onRun: (act: Act<Booking>) => void; onClose: () => void }

const CancelDialog = ({ rows, onRun, onClose }: DialogProps) => (
  <ReasonDialog
    title={`Cancel ${rows.length} ${rows.length === 1 ? 'booking' : 'bookings'}`}
    reasons={REASONS}
    submit={rows.length === 1 ? 'Cancel the booking' : `Cancel ${rows.length} bookings`}
    keep={rows.length === 1 ? 'Keep the booking' : 'Keep them'}
    onClose={onClose}
    onReason={(reason) =>
      onRun(({ id }) => call('post', '/v1/bookings/:id/cancel', { params: { id }, body: { reason } }))
    }
  >
    Customers and drivers are told the reason. This cannot be undone; a cancellation by you costs the customer
    nothing. Those that are too far on are left as they are.
  </ReasonDialog>
)

/** Gives a booking to whoever is free and nearest to its pickup. @throws Error where nobody is. */
async function assignNearest({ id, pickup: { lat, lng }, vehicleClass }: Booking) {
  const { items } = await call('get', '/v1/drivers/nearby', {
    query: { lat, lng, vehicleClass, limit: NEAREST_MAX },
  })
  let refusal: unknown
  for (const { driverId } of items)
    try {
      if (driverId)
        return await call('post', '/v1/bookings/:id/assign', { params: { id }, body: { driverId } })
    } catch (error) {
      if (!(error instanceof ApiError) || !error.code.startsWith('driver_')) throw error
      refusal = error
    }
  throw refusal ?? new Error(`Nobody with a ${vehicleClassLabel(vehicleClass).toLowerCase()} is free.`)
}

export const BOOKING_ACTIONS: readonly BulkAction<Booking>[] = [
  // One after the other: else two would be given to the same driver at once.
  { label: 'Assign the nearest', icon: 'user', act: assignNearest, parallelMax: 1 },
  { label: 'Cancel…', icon: 'close', isDanger: true, Dialog: CancelDialog },
]
