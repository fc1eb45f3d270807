import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'

type Searching = Pick<BookingRow, 'searchStartedAt' | 'createdAt' | 'scheduledFor'>

/** When a search ends unfulfilled. A drop-out starts it anew; a scheduled booking goes on searching after its time. */
export const searchEndsAtMs = ({ config }: Pick<Context, 'config'>, booking: Searching): number =>
  Math.max((booking.searchStartedAt ?? booking.createdAt).getTime(), booking.scheduledFor?.getTime() ?? 0) +
  config.searchTimeoutMs
