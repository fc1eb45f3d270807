import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'

const PAGE_SIZE = 10

/** What customers said of the driver. */
export function Ratings({ id }: { id: string }) {
  const mean = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
    select: ({ rating }) => rating,
  })
  const ratings = useInfiniteQuery({
    queryKey: ['driver', id, 'ratings'],
    queryFn: ({ pageParam }) =>
      call('get', '/v1/drivers/:id/ratings', {
        params: { id },
        query: { limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const items = ratings.data?.pages.flatMap((page) => page.items)
  return (
    <section className="card" aria-labelledby="ratings">
      <header className="card-head">
        <h2 id="ratings">Ratings</h2>
        {mean.data && (
          <span className="stars">
            <Icon name="star" />
            {mean.data.toFixed(2)}
          </span>
        )}
      </header>
      {ratings.error && <ErrorNotice error={ratings.error} onRetry={() => void ratings.refetch()} />}
      {ratings.isPending && <LoadingRows what="the ratings" rows={2} />}
      {items?.length === 0 && <Empty icon="star" title="Nobody has rated them yet" />}
      {items && items.length > 0 && (
        <ul className="record-list">
          {items.map(({ bookingId, stars, comment, completedAt }) => (
            <li key={bookingId}>
              <div className="record">
                <span className="stars">
                  <Icon name="star" />
                  {stars}
                </span>
                <span>{comment ?? <span className="muted">No words</span>}</span>
              </div>
              <span className="muted">
                <Link href={`/bookings/${bookingId}`} className="id">
                  {shortId(bookingId)}
                </Link>{' '}
                · <Time iso={completedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {ratings.hasNextPage && (
        <button
          type="button"
          className="quiet small"
          disabled={ratings.isFetchingNextPage}
          onClick={() => void ratings.fetchNextPage()}
        >
          {ratings.isFetchingNextPage ? 'Reading…' : 'Show earlier'}
        </button>
      )}
    </section>
  )
}
