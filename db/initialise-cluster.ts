import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedPostgresError, lastLines } from './embedded-error.ts'
import type { Account } from './server-account.ts'

type Place = {
  /** Folder of PostgreSQL's programs. */
  bin: string
  root: string
  cluster: string
  passwordFile: string
  account: Account | undefined
}

/**
 * Makes an empty cluster beside its place and moves it there when whole, so that a cut start leaves nothing half made.
 * @throws EmbeddedPostgresError with what `initdb` said.
 */
export function initialiseCluster({ bin, root, cluster, passwordFile, account }: Place): void {
  const fresh = `${cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  rmSync(cluster, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, crypto.randomUUID().replaceAll('-', ''), { mode: 0o600 })
  if (account) for (const path of [fresh, passwordFile]) chownSync(path, account.uid, account.gid)
  const flags = ['--username=hexhaul', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  run(
    join(bin, 'initdb'),
    ['-D', fresh, ...flags, '--encoding=UTF8', '--locale=C', '--no-sync'],
    root,
    account,
  )
  run('sync', ['-f', fresh], root)
  renameSync(fresh, cluster)
}

function run(command: string, parameters: string[], cwd: string, account?: Account): void {
  const { status, signal, error, stdout, stderr } = spawnSync(command, parameters, {
    cwd,
    encoding: 'utf8',
    ...account,
  })
  if (status === 0) return
  const said = error?.message ?? lastLines(`${stdout}\n${stderr}`)
  throw new EmbeddedPostgresError(`${command} failed (${signal ?? status}): ${said}`)
}
