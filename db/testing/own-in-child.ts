/* A process of its own that owns an embedded server, for tests that kill it: `bun own-in-child.ts <data folder>`. */
import { startEmbeddedPostgres } from '../embedded.ts'

const [dataDir] = process.argv.slice(2)
if (!dataDir) throw new Error('usage: own-in-child.ts <data folder>')
const { url, pid } = await startEmbeddedPostgres({ dataDir })
console.log(JSON.stringify({ url, pid }))
// The server alone does not keep its owner running.
setInterval(() => {}, 60_000)
