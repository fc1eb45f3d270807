/* A fresh process that connects as a server does, and prints for how long and what its driver index holds then. */
import { readConfig, requireDatabaseUrl } from '../../server/config.ts'
import { connectDeps } from '../../server/connect-deps.ts'

const startedMs = performance.now()
const { deps, close } = await connectDeps(requireDatabaseUrl(readConfig(process.env)))
const tookMs = performance.now() - startedMs
let placed = 0
for (const { position } of deps.driverIndex.all()) if (position) placed++
console.log(JSON.stringify({ tookMs, drivers: deps.driverIndex.size, placed }))
await close()
