import type { PaymentMethod } from '../../../db/schema/index.ts'
import { createLocalProvider } from './local.ts'
import type { PaymentProvider } from './port.ts'

/** By how a booking is paid: the driver collects cash, and what is to be invoiced stays owed until an invoice is paid. */
export const PROVIDERS: Record<PaymentMethod, PaymentProvider> = {
  cash: createLocalProvider('cash', { kind: 'payment_cash', account: 'driver_cash', isDriversOwn: true }),
  invoice: createLocalProvider('invoice', null),
}
