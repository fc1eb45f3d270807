import { createContext, use, useSyncExternalStore } from 'react'
import { absoluteTime, relativeTime } from './format.ts'

const TICK_MS = 1_000
const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, each second anew; one timer for all who ask. */
export const useNowMs = () => useSyncExternalStore(subscribe, () => nowMs)

/** The moment that all within counts from, where that is not the present one. */
export const MomentContext = createContext<number | null>(null)

/** How long ago, with the exact time on hover. */
export function Time({ iso }: { iso: string }) {
  const now = useNowMs()
  const moment = use(MomentContext)
  return (
    <time dateTime={iso} title={absoluteTime(iso)}>
      {relativeTime(iso, moment ?? Math.max(now, Date.parse(iso)))}
    </time>
  )
}
