import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { BookingDetail } from '../api/types.ts'
import { absoluteTime, clockTime, multiplierText, words } from '../shared/format.ts'

/** A quote is booked within five minutes; the surge in it is of shortly before. */
const QUOTED_WITHIN_MS = 6 * 60_000
const PUBLICATIONS_MAX = 200
const CENT = 100

/** The multiplier as the price's line names it, in hundredths; prices of earlier days have the sign before it. */
const multiplierIn = (label: string) => Math.round(Number(/[\d.]+(?=×)|(?<=×)[\d.]+/.exec(label)?.[0]) * CENT)

/** The publication that a booking's price was quoted by: the last one before it with this multiplier at its pickup. */
async function readCause({ pickup, createdAt }: BookingDetail, label: string) {
  const { surgeCellOf } = await import('./surge-cell.ts')
  const to = new Date(Date.parse(createdAt) + 1)
  const query = {
    ...surgeCellOf(pickup),
    from: new Date(to.getTime() - QUOTED_WITHIN_MS).toISOString(),
    to: to.toISOString(),
    limit: PUBLICATIONS_MAX,
  }
  const { items } = await call('get', '/v1/admin/surge/history', { query })
  const isIt = ({ multiplier }: { multiplier: number }) =>
    Math.round(multiplier * CENT) === multiplierIn(label)
  const found = items.findLast(({ cells }) => cells.some(isIt))
  const cell = found?.cells.find(isIt)
  return found && cell ? { ...cell, publishedAt: found.publishedAt } : null
}

const inTenths = (n: number) => n.toFixed(1).replace(/\.0$/, '')

/** Why demand made a price dearer: who asked and who was free around the pickup then, and what was made of it. */
export function SurgeReason({ booking, label }: { booking: BookingDetail; label: string }) {
  const cause = useQuery({
    queryKey: ['surge-cause', booking.id],
    queryFn: () => readCause(booking, label),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (cause.isPending) return <p className="muted surge-reason">Looking up why demand was high…</p>
  if (cause.error) return <p className="field-error surge-reason">Why demand was high could not be read.</p>
  if (!cause.data) return <p className="muted surge-reason">What it was made of is no longer known.</p>
  const { cell, publishedAt, inputs } = cause.data
  return (
    <p className="muted surge-reason">
      At{' '}
      <time dateTime={publishedAt} title={absoluteTime(publishedAt)}>
        {clockTime(publishedAt)}
      </time>{' '}
      demand of {inTenths(inputs.demandNear)} met {inTenths(inputs.supplyNear)} free drivers in and around
      cell <span className="id">{cell}</span>: {inTenths(inputs.ratio)} to one asks for{' '}
      {multiplierText(inputs.target)}, smoothed to {multiplierText(inputs.smoothed)}; decided by{' '}
      {words(inputs.decidedBy)}.
    </p>
  )
}
