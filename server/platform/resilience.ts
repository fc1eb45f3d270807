/*
 * The one policy for everything that leaves the process: a bulkhead bounds what is under way, a breaker stops asking a
 * dependency that keeps failing, a retry with jitter repeats what is safe to repeat, and a deadline ends each attempt.
 * From the outside in, in that order: the breaker counts what is left after the retries.
 */
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IDefaultPolicyContext,
  type IPolicy,
  noop,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import type { Metrics } from './metrics.ts'

export type PolicyOptions = {
  /** The dependency, as metrics and readiness call it. */
  dependency: string
  /** Each attempt is ended after this long. */
  deadlineMs: number
  /** Calls under way at once; further ones are refused at once. */
  concurrentMax: number
  /** Attempts after the first; only for what may safely happen twice. */
  retriesMax: number
  /** Failures in a row that open the breaker, and how long it stays open before it tries again. */
  breakerFailures: number
  breakerOpenMs: number
  /** Errors that say nothing about the dependency's health. */
  isExpected?: (error: unknown) => boolean
}

const RETRY_FIRST_MS = 50
const RETRY_LAST_MS = 1_000
const BREAKER_STATE = { [CircuitState.Closed]: 0, [CircuitState.HalfOpen]: 1, [CircuitState.Open]: 2 }

export type ResiliencePolicy = {
  /** @throws what `call` throws, or a DependencyError when it was not asked, not in time, or refused by the breaker. */
  execute<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T>
  readonly isOpen: boolean
}

/** A dependency that could not be asked: the caller falls back or says so. */
export class DependencyError extends Error {
  readonly dependency: string
  readonly reason: 'open' | 'full' | 'late'
  constructor(dependency: string, reason: DependencyError['reason'], cause: unknown) {
    super(`${dependency} is not available (${reason})`, { cause })
    this.dependency = dependency
    this.reason = reason
  }
}

/** Makes the policy of one dependency; its outcomes and its breaker's state are in the metrics. */
export function createPolicy(metrics: Metrics, options: PolicyOptions): ResiliencePolicy {
  const { dependency, isExpected = () => false } = options
  const isFailure = handleWhen((error) => !isExpected(error))
  const breaker = circuitBreaker(isFailure, {
    halfOpenAfter: options.breakerOpenMs,
    breaker: new ConsecutiveBreaker(options.breakerFailures),
  })
  const showState = (state: CircuitState) =>
    metrics.breakerState.set(
      { dependency },
      BREAKER_STATE[state as keyof typeof BREAKER_STATE] ?? BREAKER_STATE[CircuitState.Open],
    )
  showState(CircuitState.Closed)
  breaker.onStateChange(showState)
  const retries: IPolicy<IDefaultPolicyContext> =
    options.retriesMax === 0
      ? noop
      : retry(isFailure, {
          maxAttempts: options.retriesMax,
          backoff: new ExponentialBackoff({ initialDelay: RETRY_FIRST_MS, maxDelay: RETRY_LAST_MS }),
        })
  const policy = wrap(
    bulkhead(options.concurrentMax),
    breaker,
    retries,
    timeout(options.deadlineMs, TimeoutStrategy.Aggressive),
  )
  const count = (outcome: string) => metrics.dependencyCalls.inc({ dependency, outcome })
  return {
    async execute(call) {
      try {
        const result = await policy.execute(({ signal }) => call(signal))
        count('ok')
        return result
      } catch (error) {
        const reason = reasonOf(error)
        count(reason ?? (isExpected(error) ? 'expected' : 'failed'))
        throw reason ? new DependencyError(dependency, reason, error) : error
      }
    },
    get isOpen() {
      return breaker.state === CircuitState.Open
    },
  }
}

function reasonOf(error: unknown): DependencyError['reason'] | null {
  if (error instanceof BrokenCircuitError) return 'open'
  if (error instanceof BulkheadRejectedError) return 'full'
  if (error instanceof TaskCancelledError) return 'late'
  return null
}
