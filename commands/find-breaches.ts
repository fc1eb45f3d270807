import { dirname, join } from 'node:path'
import { IMPORT_EXCEPTIONS, MAY_IMPORT } from './dependency-rules.ts'
import { TABLE_EXCEPTIONS, TABLE_OWNERS } from './table-rules.ts'

export type Source = { path: string; text: string }

const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*'(\.[^']+)'|(?:^|\n)import\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'/g
const isTestPath = (path: string) => /\.test\.tsx?$|\/testing\/|\.contract\.ts$/.test(path)
const isForTests = ({ path, text }: Source) => isTestPath(path) || text.startsWith('/* For tests')
const topOf = (path: string) => path.split('/')[0] as string

/** Every breach of the rules in `sources`, one line each; with it every exception that none of them needs. */
export function findBreaches(sources: readonly Source[]): string[] {
  const needed = new Set<unknown>()
  const breaches = sources.flatMap((source) => [
    ...findForbiddenImports(source, needed),
    ...findForeignTables(source, needed),
  ])
  const unneeded = [...IMPORT_EXCEPTIONS, ...TABLE_EXCEPTIONS]
    .filter((exception) => !needed.has(exception))
    .map((exception) => `dependency-rules.ts: nothing needs this exception: ${JSON.stringify(exception)}`)
  return [...breaches, ...unneeded, ...findUnneededTables(sources)]
}

function findForbiddenImports(source: Source, needed: Set<unknown>): string[] {
  const { path, text } = source
  return [...text.matchAll(IMPORTS)].flatMap(([, type, from, bare, dynamic]) => {
    const target = join(dirname(path), (from ?? bare ?? dynamic) as string)
    if (!isForTests(source) && isTestPath(target)) return [`${path}: imports ${target}, which is for tests`]
    if (topOf(path) === topOf(target) || MAY_IMPORT[topOf(path)]?.includes(topOf(target))) return []
    const named = `${type ? 'type ' : ''}${target}`
    const exception = IMPORT_EXCEPTIONS.find((it) => path.startsWith(it.from) && named.startsWith(it.to))
    needed.add(exception)
    return exception ? [] : [`${path}: ${topOf(path)} must not import ${named}`]
  })
}

type Use = { service: string; table: string; verb: 'reads' | 'writes' }

/** Which tables of other services a file of `server/` names, in drizzle's words or in SQL. */
function foreignTables(source: Source): Use[] {
  const { path, text } = source
  const [top, service = ''] = path.split('/')
  if (top !== 'server' || !path.slice(top.length + 1).includes('/') || isForTests(source)) return []
  return Object.entries(TABLE_OWNERS).flatMap(([table, owner]): Use[] => {
    if (owner === service) return []
    const name = table.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    const imported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '[^']*db/schema/`).test(text)
    const isWritten =
      (imported && new RegExp(`\\.(insert|update|delete)\\(${name}\\)`).test(text)) ||
      new RegExp(`\\b(insert into|update|delete from)\\s+${table}\\b(?!['.])`).test(text)
    const isRead = imported || new RegExp(`\\b(from|join)\\s+${table}\\b(?!['.])`).test(text)
    if (isWritten) return [{ service, table, verb: 'writes' }]
    return isRead ? [{ service, table, verb: 'reads' }] : []
  })
}

function findForeignTables(source: Source, needed: Set<unknown>): string[] {
  return foreignTables(source).flatMap(({ service, table, verb }) => {
    const exception = TABLE_EXCEPTIONS.find(
      (it) =>
        it.service === service && it.tables.includes(table) && (it.verb === verb || it.verb === 'writes'),
    )
    needed.add(exception)
    const owner = TABLE_OWNERS[table]
    return exception
      ? []
      : [`${source.path}: ${service} ${verb} ${table}, which is ${owner}'s: ask its use cases`]
  })
}

/** Tables within an exception that nothing needs, and `writes` where reading has become enough. */
function findUnneededTables(sources: readonly Source[]): string[] {
  const uses = sources.flatMap(foreignTables)
  return TABLE_EXCEPTIONS.flatMap(({ service, verb, tables }) =>
    tables
      .filter(
        (table) => !uses.some((use) => use.service === service && use.table === table && use.verb === verb),
      )
      .map((table) => `table-rules.ts: ${service} no longer ${verb} ${table}: take it from the exceptions`),
  )
}
