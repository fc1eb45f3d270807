import { tellPeople } from '../server/communication/inbox/tell-people.ts'
import { WEBHOOK_TOPICS } from '../server/communication/webhooks/event-types.ts'
import { queueDeliveries } from '../server/communication/webhooks/queue-deliveries.ts'
import type { Deps } from '../server/platform/context.ts'
import type { Worker } from './repeat.ts'

/** Turns events into what people and other systems are told. */
export function startMessages(deps: Deps): Promise<Worker> {
  return deps.eventLog.consume({
    group: 'messages',
    topics: [...WEBHOOK_TOPICS, 'dead-letter'],
    handler: async (context, event) => {
      await tellPeople(context, event)
      await queueDeliveries(context, event)
    },
  })
}
