import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** What makes metrics of each kind in a registry. */
function makersIn(registry: Registry) {
  const registers = [registry]
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({ name, help, labelNames: [...labelNames], registers }),
    gauge: <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Gauge<L>({ name, help, labelNames: [...labelNames], registers }),
    histogram: <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Histogram<L>({ name, help, labelNames: [...labelNames], registers, buckets: SECONDS }),
  }
}

type Makers = ReturnType<typeof makersIn>

/** What people and other systems are told. */
function messageMetrics({ counter, gauge }: Makers) {
  return {
    notifications: counter('hexhaul_notifications_total', 'What people were told in the app, by kind', [
      'kind',
    ]),
    deliveries: counter('hexhaul_deliveries_total', 'Attempts to send webhooks and mail, by outcome', [
      'channel',
      'outcome',
    ]),
    deliveriesWaiting: gauge('hexhaul_deliveries_waiting', 'Webhooks and mail that wait to be sent', [
      'channel',
    ]),
    deliveryLateSeconds: gauge('hexhaul_delivery_late_seconds', 'Since when the first of them has been due', [
      'channel',
    ]),
  }
}

/** What trips teach. */
function tripMetrics({ counter }: Makers) {
  return {
    etaObservations: counter(
      'hexhaul_eta_observations_total',
      'Driven legs held to their promise, by outcome',
      ['leg', 'outcome'],
    ),
    etaErrorSeconds: counter(
      'hexhaul_eta_error_seconds_total',
      'Seconds between promised and actual, summed',
      ['leg'],
    ),
  }
}

/** Every metric of a process, in a registry of its own so that tests do not share one. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const makers = makersIn(registry)
  const { counter, gauge, histogram } = makers
  return {
    registry,
    httpSeconds: histogram('hexhaul_http_request_seconds', 'Time to answer, by route', [
      'method',
      'route',
      'status',
    ]),
    undeclaredErrors: counter(
      'hexhaul_undeclared_errors_total',
      'Error codes that their route does not declare',
      ['route', 'code'],
    ),
    sockets: gauge('hexhaul_sockets', 'Open sockets, by role', ['role']),
    socketBufferedBytes: gauge('hexhaul_socket_buffered_bytes', 'Bytes that sockets have not taken yet'),
    positionsAccepted: counter('hexhaul_positions_accepted_total', 'Positions taken into the index'),
    positionsRejected: counter('hexhaul_positions_rejected_total', 'Positions refused, by reason', [
      'reason',
    ]),
    positionsDropped: counter(
      'hexhaul_positions_dropped_total',
      'Track points dropped because the writer fell behind',
    ),
    indexDrivers: gauge('hexhaul_index_drivers', 'Drivers in the index'),
    tickSeconds: histogram('hexhaul_dispatch_tick_seconds', 'Time of one matching tick'),
    greedyMatches: counter(
      'hexhaul_greedy_matches_total',
      'Bookings matched greedily because the time for an exact match was over',
    ),
    surgeCells: gauge('hexhaul_surge_cells', 'Cells whose price is raised, of the markets of this worker'),
    surgeRecomputeSeconds: histogram(
      'hexhaul_surge_recompute_seconds',
      'Time to recompute the multipliers of one market',
    ),
    surgePublications: counter('hexhaul_surge_publications_total', 'Publications of surge, by outcome', [
      'outcome',
    ]),
    zoneEvents: counter('hexhaul_zone_events_total', 'Crossings and stays of geofences, by event', ['event']),
    offersMade: counter('hexhaul_offers_total', 'Offers, by outcome', ['outcome']),
    bookingMoves: counter('hexhaul_booking_moves_total', 'Moves of bookings, by new state', ['state']),
    maintenanceChanges: counter('hexhaul_maintenance_total', 'Maintenance of vehicles, by what it did', [
      'change',
    ]),
    documentsDue: counter(
      'hexhaul_documents_due_total',
      'Papers told of, by the days ahead of their end; -1 at it',
      ['days'],
    ),
    ...tripMetrics(makers),
    eventsHandled: counter('hexhaul_events_handled_total', 'Events handled', ['group', 'outcome']),
    dependencyCalls: counter('hexhaul_dependency_calls_total', 'Calls that left the process, by outcome', [
      'dependency',
      'outcome',
    ]),
    breakerState: gauge('hexhaul_breaker_state', 'Breaker: 0 closed, 1 half open, 2 open', ['dependency']),
    fallbacks: counter('hexhaul_fallbacks_total', 'Answers given without the dependency', ['dependency']),
    ...messageMetrics(makers),
    eventLag: gauge('hexhaul_event_lag', 'Events not yet read, by consumer group', ['group']),
    ...scheduleMetrics(makers),
  }
}

/** Those of scheduled bookings. */
function scheduleMetrics({ counter, gauge, histogram }: Makers) {
  return {
    searchStartLateness: histogram(
      'hexhaul_search_start_lateness_seconds',
      'How late the searches of scheduled bookings started',
    ),
    jobsWaiting: gauge('hexhaul_jobs_waiting', 'Timers of scheduled bookings that have not run yet'),
    reminders: counter('hexhaul_reminders_total', 'Reminders of scheduled bookings, by outcome', ['outcome']),
    commitmentsEnded: counter('hexhaul_commitments_total', 'Promises of drivers, by what became of them', [
      'outcome',
    ]),
  }
}
