import { afterAll, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { latLngToCell } from 'h3-js'
import { rateCards } from '../../../db/schema/index.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { card } from '../testing/arbitrary-hauls.ts'

const t = await createTestApp({ hasWorkers: false, hasStillClock: true })
afterAll(() => t.close())
const market = latLngToCell(50, 10, 4)
const ORIGIN_MS = t.clock.now().getTime()
const MINUTE_MS = 60_000
const SPAN_MINUTES = 60

/** Starts of versions in the order of their numbers, some withdrawn; few minutes, so that moments meet starts. */
const versions = fc
  .uniqueArray(fc.record({ minute: fc.nat(SPAN_MINUTES), isWithdrawn: fc.boolean() }), {
    selector: ({ minute }) => minute,
    maxLength: 12,
  })
  .map((each) =>
    each.map(({ minute, isWithdrawn }, index) => ({
      ...card,
      id: t.deps.newId(),
      market,
      version: index + 1,
      startsAt: new Date(ORIGIN_MS + minute * MINUTE_MS),
      withdrawnAt: isWithdrawn ? new Date(ORIGIN_MS - MINUTE_MS) : null,
    })),
  )

test('at any moment the version in force is the latest start behind it, in quotes as in lists', async () => {
  await fc.assert(
    fc.asyncProperty(
      versions,
      fc.array(fc.integer({ min: -MINUTE_MS, max: (SPAN_MINUTES + 1) * MINUTE_MS }), {
        minLength: 3,
        maxLength: 3,
      }),
      async (rows, offsetsMs) => {
        await t.deps.db.delete(rateCards).where(eq(rateCards.market, market))
        if (rows.length > 0) await t.deps.db.insert(rateCards).values(rows)
        t.deps.broadcast.publish(pricesChannel(), {})
        // Each start itself, the last millisecond before it, and moments anywhere.
        const starts = rows.slice(0, 2).map(({ startsAt }) => startsAt.getTime())
        const moments = [...starts, ...starts.map((ms) => ms - 1), ...offsetsMs.map((ms) => ORIGIN_MS + ms)]
        for (const moment of moments.map((ms) => new Date(ms))) {
          let expected: (typeof rows)[number] | undefined
          for (const row of rows)
            if (!row.withdrawnAt && row.startsAt <= moment && (!expected || row.startsAt > expected.startsAt))
              expected = row
          expect((await t.deps.prices.rateCard(market, 'van', moment))?.id).toBe(expected?.id as string)
          const path = `/v1/admin/rate-cards?market=${market}&at=${moment.toISOString()}`
          const { items } = (await t.request('GET', path, { as: t.admin })).body
          expect(items.map(({ id }: { id: string }) => id)).toEqual(expected ? [expected.id] : [])
        }
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)
