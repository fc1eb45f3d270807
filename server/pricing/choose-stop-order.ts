import type { GeoPoint } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import type { QuoteInput } from './create-quote.ts'
import { orderStops } from './order-stops.ts'

/**
 * The stops of a haul in the order in which they are priced and driven, and the index that each had in the request: the
 * given order, or when the customer asks for it the one that takes the least driving at the local `hour`, 0 to 23.
 */
export async function chooseStopOrder(
  { routing }: Pick<Context, 'routing'>,
  { pickup, dropoff, stops = [], stopOrder, vehicleClass }: QuoteInput,
  hour: number,
): Promise<{ stops: GeoPoint[]; stopOrder: number[] }> {
  const order =
    stopOrder === 'best' && stops.length > 1
      ? orderStops(await routing.matrix([pickup, ...stops, dropoff], vehicleClass, hour))
      : stops.map((_, index) => index)
  return { stops: order.map((index) => stops[index] as GeoPoint), stopOrder: order }
}
