/* The one table of who may know whom; `check-dependencies.ts` holds the code to it. */

/** Which top folder may import which. `db` knows nobody; simulator, bench and e2e know the public API, not its code. */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  db: [],
  server: ['db'],
  workers: ['server', 'db'],
  commands: ['server', 'workers', 'db', 'simulator'],
  web: [],
  simulator: [],
  bench: ['commands', 'simulator'],
  deploy: ['commands'],
  e2e: ['commands', 'simulator'],
}

type Exception = { from: string; to: string; why: string }

/** `from` and `to` begin a path. One that nothing needs any more is an error, so that the list only shrinks. */
export const IMPORT_EXCEPTIONS: readonly Exception[] = [
  { from: 'web/', to: 'type server/app-types.ts', why: 'types alone, erased before anything runs' },
  {
    from: 'db/seed.ts',
    to: 'server/identity/passwords.ts',
    why: 'the demo sign-ins are hashed as any other',
  },
  {
    from: 'server/testing/',
    to: 'workers/',
    why: "the tests' composition runs server and workers in one process",
  },
  {
    from: 'simulator/testing/',
    to: 'db/',
    why: 'starts the server that it plays against on a database of its own',
  },
  {
    from: 'bench/cluster/',
    to: 'server/',
    why: 'measures one adapter at a time, as our processes compose it',
  },
  {
    from: 'bench/engine/',
    to: 'server/',
    why: 'measures the index, the solver and the window by themselves, on the arrays that others get too',
  },
  { from: 'bench/engine/', to: 'type server/', why: 'what the arrays of those look like' },
  { from: 'bench/zones/', to: 'server/zones/', why: 'measures the index of zones by itself' },
  { from: 'bench/zones/', to: 'type db/schema/zones.ts', why: 'what a drawn zone is' },
  { from: 'bench/stops/', to: 'server/', why: 'measures the order of stops by itself' },
  { from: 'bench/stops/', to: 'type server/', why: 'what its matrices look like' },
  { from: 'bench/map/', to: 'e2e/open-dashboard.ts', why: 'signs in to the dashboard in a browser' },
  { from: 'bench/cluster/', to: 'db/', why: 'a database of its own, filled by statements' },
  { from: 'e2e/', to: 'server/testing/', why: 'a server on a database of its own, and its contradictions' },
  { from: 'e2e/', to: 'db/own-data-dir.ts', why: 'whether a process that `up` started is still alive' },
  { from: 'e2e/', to: 'db/seed.ts', why: "the demo's password" },
  { from: 'e2e/', to: 'db/testing/tcp-proxy.ts', why: 'bad lines between our processes and their engines' },
]
