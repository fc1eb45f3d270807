/* The part of the event log's contract that is about what is written: with its effect, or not at all. */
import { expect, test } from 'bun:test'
import { sql as query } from 'drizzle-orm'
import { inTransaction, systemContext } from '../context.ts'
import { appendEvents } from './append-events.ts'
import { EVENT_DATA_MAX_BYTES } from './events.ts'
import { type Bench, moved, TEST_MAX_MS, until } from './testing/create-bench.ts'

const MANY_LARGE = 20
const LARGE_BYTES = 200 * 1_024

export function describeWriting(bench: () => Bench): void {
  test(
    'carries more large events at once than fit into one request to a broker, in their order',
    async () => {
      const key = crypto.randomUUID()
      await bench().consume('many')
      const seqs = Array.from({ length: MANY_LARGE }, (_, i) => i + 1)
      const text = 'x'.repeat(LARGE_BYTES)
      const drafts = seqs.map((seq) => {
        const draft = moved(key, seq)
        return { ...draft, data: { ...draft.data, event: text } } as typeof draft
      })
      await bench().append(drafts)
      await until('all are handled', async () => (await bench().count('many')) === MANY_LARGE)
      expect((await bench().effects('many')).map(({ seq }) => seq)).toEqual(seqs)
    },
    TEST_MAX_MS,
  )

  test('writes nothing when the transaction of the effect rolls back', async () => {
    const work = inTransaction(systemContext(bench().deps, 'test'), async (context) => {
      await appendEvents(context, [moved(crypto.randomUUID(), 1)])
      await context.db.execute(query`select 1 / 0`)
    })
    await expect(work).rejects.toThrow()
    expect(await bench().sql`select 1 from outbox`).toHaveLength(0)
  })

  test(
    'carries the largest event there may be, and refuses a larger one together with its effect',
    async () => {
      const [fits, tooLarge] = [crypto.randomUUID(), crypto.randomUUID()]
      const large = (key: string, bytes: number) => {
        const draft = moved(key, 1)
        const room = bytes - Buffer.byteLength(JSON.stringify({ ...draft.data, event: '' }))
        return { ...draft, data: { ...draft.data, event: 'x'.repeat(room) } } as typeof draft
      }
      await bench().consume('large')
      await bench().append([large(fits, EVENT_DATA_MAX_BYTES)])
      await until('the large one is handled', async () => (await bench().count('large')) === 1)
      const work = inTransaction(systemContext(bench().deps, 'test'), async (context) => {
        await context.db.execute(query`insert into things values (${tooLarge}, 1)`)
        await appendEvents(context, [large(tooLarge, EVENT_DATA_MAX_BYTES + 1)])
      })
      await expect(work).rejects.toThrow(`at most ${EVENT_DATA_MAX_BYTES} bytes`)
      expect(await bench().sql`select 1 from things`).toHaveLength(0)
      expect(await bench().sql`select 1 from outbox`).toHaveLength(1)
    },
    TEST_MAX_MS,
  )
}
