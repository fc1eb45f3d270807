import { surgeSteeredChannel, zonesChannel } from '../platform/channels.ts'
import type { Context } from '../platform/context.ts'
import type { ZoneRow } from './zone-book.ts'

/** To be called after the commit: this process goes by the change when it returns, the others once they hear of it. */
export async function tellOfZone(
  { broadcast, zones }: Context,
  { kind }: Pick<ZoneRow, 'kind'>,
): Promise<void> {
  await zones.refresh()
  broadcast.publish(zonesChannel(), {})
  if (kind === 'surge_cap') broadcast.publish(surgeSteeredChannel(), {})
}
