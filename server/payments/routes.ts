import { Elysia } from 'elysia'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { earningsRoutes } from './earnings-routes.ts'
import { invoiceRoutes } from './invoice-routes.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { postingRoutes } from './posting-routes.ts'

export const paymentRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'payments.routes', normalize: false })
    .use(postingRoutes(http))
    .use(earningsRoutes(http))
    .use(invoiceRoutes(http))
    .use(ledgerRoutes(http))
