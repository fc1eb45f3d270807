import { execFileSync } from 'node:child_process'
import { EmbeddedPostgresError } from './embedded-error.ts'

export type Account = { uid: number; gid: number }

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, made here if missing. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'ignore',
      })
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      throw new EmbeddedPostgresError(
        'PostgreSQL does not run as root, and a user "postgres" could not be made: run as another user',
      )
    }
  }
}

/** @throws EmbeddedPostgresError when the account cannot get to one of the paths. */
export function assertReachable(account: Account, paths: string[]): void {
  for (const path of paths) {
    try {
      execFileSync('test', ['-x', path], account)
    } catch {
      throw new EmbeddedPostgresError(
        `As root, PostgreSQL runs as the user "postgres", who cannot enter ${path}: use a folder open to others, or run as another user`,
      )
    }
  }
}
