import { useMemo } from 'react'
import { navigate, useAddress } from '../app/router.tsx'
import { hourOf, momentOf, replayAddress } from './hour.ts'

type Target = { driverId?: string; bookingId?: string }
export type Looked = Target & { look: (target: Target) => void }

/** The moment of the address, and the driver or booking that is looked at: all of it goes along with a link. */
export function useLooked(atMsNow: () => number): Looked {
  const { query } = useAddress()
  const driverId = query.get('driver') ?? undefined
  const bookingId = query.get('booking') ?? undefined
  return useMemo(
    () => ({
      ...(driverId && { driverId }),
      ...(bookingId && { bookingId }),
      look: ({ driverId: driver, bookingId: booking }) =>
        navigate(replayAddress(atMsNow(), { driver, booking })),
    }),
    [driverId, bookingId, atMsNow],
  )
}

/** Goes to another hour, and looks at all of it. */
export const goToHour = (hourMs: number) => navigate(replayAddress(hourMs, {}))

/** The hour and the moment that the page was opened at. */
export function startOf(at: string | null) {
  const atMs = momentOf(at, Date.now())
  const hourMs = hourOf(atMs)
  return { atMs, hourMs }
}
