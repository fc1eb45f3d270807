import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { money, shortId } from '../shared/format.ts'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'

const PAGE_SIZE = 10
type Props = { id: string; period: { from: string; to: string } }

/** The bookings that the driver earned something by in a period, newest first. */
export function Hauls({ id, period }: Props) {
  const hauls = useInfiniteQuery({
    queryKey: ['driver', id, 'hauls', period],
    queryFn: ({ pageParam }) =>
      call('get', '/v1/drivers/:id/earnings/hauls', {
        params: { id },
        query: { ...period, limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = hauls.data?.pages.flatMap((page) => page.items)
  if (hauls.error) return <ErrorNotice error={hauls.error} onRetry={() => void hauls.refetch()} />
  if (!items) return <LoadingRows what="the hauls" rows={3} />
  if (items.length === 0) return <p className="muted">None in this period.</p>
  return (
    <>
      <table className="plain hauls">
        <ColumnHeads
          of={['Booking', 'Completed', 'Fare', 'Cash', 'Earned']}
          numbers={['Fare', 'Cash', 'Earned']}
        />
        <tbody>
          {items.map(({ bookingId, at, currency, fares, cashCollected, earned }) => (
            <tr key={bookingId}>
              <td>
                <Link href={`/bookings/${bookingId}`} className="id">
                  {shortId(bookingId)}
                </Link>
              </td>
              <td className="when">
                <Time iso={at} />
              </td>
              <td className="number">{money({ amount: fares, currency })}</td>
              <td className="number">{money({ amount: cashCollected, currency })}</td>
              <td className="number">{money({ amount: earned, currency })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hauls.hasNextPage && (
        <button
          type="button"
          className="quiet small"
          disabled={hauls.isFetchingNextPage}
          onClick={() => void hauls.fetchNextPage()}
        >
          {hauls.isFetchingNextPage ? 'Reading…' : 'Show earlier'}
        </button>
      )}
    </>
  )
}
