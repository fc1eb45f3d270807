/** In cash the driver collects; otherwise the customer is invoiced. */
export const PAYMENT_METHODS = ['cash', 'invoice'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]
