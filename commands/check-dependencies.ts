/* Holds the code to `dependency-rules.ts` and `table-rules.ts`: prints every breach, and every exception that nothing needs any more. */
import { findBreaches, type Source } from './find-breaches.ts'

const sources: Source[] = []
const code = new Bun.Glob('{db,server,workers,commands,web,simulator,bench,e2e}/**/*.{ts,tsx}')
for await (const path of code.scan('.')) sources.push({ path, text: await Bun.file(path).text() })
const breaches = findBreaches(sources)
for (const breach of breaches) console.error(breach)
process.exit(breaches.length === 0 ? 0 : 1)
