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
  { from: 'bench/stops/', to: 'server/', why: 'measures the order of stops by itself' },
  { from: 'bench/stops/', to: 'type server/', why: 'what its matrices look like' },
  { from: 'bench/cluster/', to: 'db/', why: 'a database of its own, filled by statements' },
  { from: 'e2e/', to: 'server/testing/', why: 'a server on a database of its own, and its contradictions' },
  { from: 'e2e/', to: 'db/own-data-dir.ts', why: 'whether a process that `up` started is still alive' },
  { from: 'e2e/', to: 'db/seed.ts', why: "the demo's password" },
  { from: 'e2e/', to: 'db/testing/tcp-proxy.ts', why: 'bad lines between our processes and their engines' },
]

/** Which service of `server/` a table belongs to: only it names the table, others ask its use cases. */
export const TABLE_OWNERS: Record<string, string> = {
  users: 'identity',
  refresh_tokens: 'identity',
  vehicle_classes: 'admin',
  vehicles: 'admin',
  drivers: 'admin',
  audit_log: 'admin',
  driver_availability: 'availability',
  tracks: 'tracking',
  rate_cards: 'pricing',
  surge_cells: 'pricing',
  surge_parameters: 'pricing',
  surge_controls: 'pricing',
  surge_publications: 'pricing',
  quotes: 'pricing',
  bookings: 'booking',
  booking_stops: 'booking',
  booking_events: 'booking',
  share_links: 'booking',
  booking_verifications: 'booking',
  booking_proofs: 'booking',
  proof_files: 'booking',
  unattached_blobs: 'booking',
  idempotency_keys: 'booking',
  offers: 'assignment',
  dispatch_decisions: 'assignment',
  eta_corrections: 'analytics',
  eta_observations: 'analytics',
  outbox: 'platform',
  consumer_cursors: 'platform',
  inbox: 'platform',
  parked_events: 'platform',
  dead_letters: 'platform',
}

type TableException = { service: string; verb: 'reads' | 'writes'; tables: readonly string[]; why: string }

/** Where a service goes to another's table all the same. `writes` includes reading. The list only shrinks. */
export const TABLE_EXCEPTIONS: readonly TableException[] = [
  {
    service: 'assignment',
    verb: 'reads',
    tables: ['bookings', 'drivers', 'vehicles', 'driver_availability', 'users'],
    why: 'a claim locks booking, driver and vehicle in one order in one transaction; a batch reads all searches at once',
  },
  {
    service: 'assignment',
    verb: 'writes',
    tables: ['drivers'],
    why: 'counts offers in the transaction of the offer',
  },
  {
    service: 'tracking',
    verb: 'reads',
    tables: ['bookings', 'drivers', 'vehicles', 'driver_availability', 'users', 'surge_cells'],
    why: 'the driver index and the map are views over all of these, read in one query',
  },
  {
    service: 'tracking',
    verb: 'writes',
    tables: ['driver_availability'],
    why: 'signs of life come with the positions',
  },
  {
    service: 'communication',
    verb: 'reads',
    tables: ['bookings', 'booking_events', 'offers', 'surge_cells', 'users', 'refresh_tokens'],
    why: 'sockets replay history and watch sessions in bulk',
  },
  { service: 'communication', verb: 'writes', tables: ['offers'], why: 'marks an offer as received' },
  {
    service: 'booking',
    verb: 'reads',
    tables: ['quotes', 'rate_cards', 'users', 'vehicles', 'drivers', 'offers', 'driver_availability'],
    why: 'a trip shows its driver and vehicle; a fee goes by the rate card of its quote; what is late or silent is found in one query',
  },
  {
    service: 'booking',
    verb: 'writes',
    tables: ['drivers'],
    why: 'a rating counts in the transaction of the booking',
  },
  {
    service: 'pricing',
    verb: 'reads',
    tables: ['bookings', 'vehicle_classes'],
    why: 'whether a quote was redeemed; the classes that a rate card may price',
  },
  { service: 'pricing', verb: 'writes', tables: ['outbox'], why: 'a quote and its event in one statement' },
  {
    service: 'availability',
    verb: 'reads',
    tables: ['bookings'],
    why: 'nobody goes off duty in the middle of a haul',
  },
  {
    service: 'admin',
    verb: 'reads',
    tables: ['bookings', 'users', 'rate_cards'],
    why: 'lists of records; a vehicle in use stays as it is',
  },
  {
    service: 'admin',
    verb: 'writes',
    tables: ['driver_availability', 'refresh_tokens'],
    why: 'a suspension takes effect in one transaction',
  },
  {
    service: 'identity',
    verb: 'writes',
    tables: ['drivers'],
    why: 'a driver registers as user and driver at once',
  },
]
