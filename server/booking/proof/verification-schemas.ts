import { t } from 'elysia'
import { REQUIREMENTS } from '../../../db/schema/proof.ts'
import { nullable, object, oneOf } from '../../platform/http/schemas.ts'

const asked = (description: string) => t.Optional(t.Boolean({ description }))

/** What the customer of a new booking wants proved. */
export const verificationBody = object({
  pickupPin: asked('The goods are handed over to whoever knows the PIN of the pickup'),
  dropoffPin: asked('They are delivered to whoever knows the PIN of the drop-off'),
  photo: asked('They are delivered once there is a photo of the drop-off'),
  signature: asked('They are delivered once there is a signature at the drop-off'),
  sharesDropoffPin: asked('Whoever follows a shared link is shown the PIN of the drop-off'),
})

const pin = (place: string) =>
  nullable(t.String({ description: `To be told to the driver at the ${place}`, examples: ['4071'] }))

/** What a booking is held to; null where its customer asks for nothing. */
export const verificationSchema = nullable(
  object({
    required: t.Array(oneOf(REQUIREMENTS)),
    waived: t.Array(oneOf(REQUIREMENTS), { description: 'By an operator' }),
    isPinLocked: t.Boolean({ description: 'Too many wrong PINs: an operator must release the booking' }),
    pins: t.Optional(
      object(
        { pickup: pin('pickup'), dropoff: pin('drop-off') },
        { description: 'For the customer alone; null once it was given' },
      ),
    ),
  }),
)

/** Where a report was made, as operators see it. */
export const reportedFromSchema = t.Optional(
  object(
    {
      distanceM: t.Integer({ examples: [18] }),
      positionAgeS: t.Integer({ examples: [4] }),
      isFar: t.Boolean({ description: 'Further from the place than 100 m', examples: [false] }),
    },
    { description: 'For operators: how far from the place the driver was, by their last known position' },
  ),
)
