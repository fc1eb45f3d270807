/* A process of its own that consumes for a group, for tests that kill it: `bun consume-in-child.ts <url> <group>`. */

import { readConfig } from '../../../config.ts'
import { connectDeps } from '../../../connect-deps.ts'
import { recordEffect } from './create-bench.ts'

const [databaseUrl, group] = process.argv.slice(2)
if (!databaseUrl || !group) throw new Error('usage: consume-in-child.ts <url> <group>')
const { deps } = await connectDeps({ ...readConfig(process.env), databaseUrl })
await deps.eventLog.consume({ group, topics: ['booking.events'], handler: recordEffect(group) })
