/* The part of the event log's contract that is about events that fail: retried, and at last given up. */
import { expect, test } from 'bun:test'
import { systemContext } from '../context.ts'
import { listDeadLetters, retryDeadLetter } from './dead-letters.ts'
import { type Bench, isInOrder, moved, recordEffect, TEST_MAX_MS, until } from './testing/create-bench.ts'

const TOPICS = ['booking.events'] as const

export function describeFailures(bench: () => Bench): void {
  test(
    'tries a failing event again until it succeeds, with its key in order behind it and each effect once',
    async () => {
      const key = crypto.randomUUID()
      let failures = 0
      const record = recordEffect('flaky')
      await bench().deps.eventLog.consume({
        group: 'flaky',
        topics: TOPICS,
        async handler(context, event) {
          await record(context, event)
          if (event.data.seq === 1 && failures < 3) throw new Error(`failure ${++failures}`)
        },
      })
      await bench().append([moved(key, 1), moved(key, 2), moved(key, 3)])
      await until('all are handled', async () => (await bench().count('flaky')) === 3)
      expect(isInOrder(await bench().effects('flaky'))).toBe(true)
      expect(failures).toBe(3)
      expect(await listDeadLetters(systemContext(bench().deps, 'test'), { limit: 1 })).toEqual([])
    },
    TEST_MAX_MS,
  )

  test(
    'delays only the key of a poison event, buries it with its reason, and retries it on demand',
    async () => {
      const [sick, well] = [crypto.randomUUID(), crypto.randomUUID()]
      let isPoisonous = true
      const record = recordEffect('poison')
      await bench().deps.eventLog.consume({
        group: 'poison',
        topics: TOPICS,
        async handler(context, event) {
          await record(context, event)
          if (isPoisonous && event.key === sick && event.data.seq === 1) throw new Error('indigestible')
        },
      })
      await bench().append([moved(sick, 1), moved(sick, 2), moved(well, 1), moved(sick, 3), moved(well, 2)])
      await until('the other key is handled', async () => (await bench().count('poison')) >= 2)
      expect((await bench().effects('poison')).every(({ key }) => key === well)).toBe(true)
      await until('the key goes on', async () => (await bench().count('poison')) === 4)
      const rows = await bench().effects('poison')
      expect(rows.filter(({ key }) => key === sick).map(({ seq }) => seq)).toEqual([2, 3])
      const context = systemContext(bench().deps, 'test')
      const [letter] = await listDeadLetters(context, { limit: 1 })
      expect(letter).toMatchObject({ consumerGroup: 'poison', reason: 'indigestible', event: { key: sick } })
      const told = await bench().sql`select key, data from outbox where topic = 'dead-letter'`
      expect(told).toMatchObject([
        { key: sick, data: { deadLetterId: letter?.id, group: 'poison', event: letter?.event } },
      ])
      // Should the log hold it twice, it isn't given up twice.
      const handled = await bench().sql`
        select 1 from inbox i join dead_letters d on d.event->>'id' = i.event_id::text
        where i.consumer_group = 'poison'`
      expect(handled).toHaveLength(1)
      isPoisonous = false
      const deadLetterId = letter?.id ?? ''
      await retryDeadLetter(context, { deadLetterId })
      await until('the retried event is handled', async () => (await bench().count('poison')) === 5)
      const again = retryDeadLetter(context, { deadLetterId })
      await expect(again).rejects.toMatchObject({ code: 'already_retried' })
    },
    TEST_MAX_MS,
  )
}
