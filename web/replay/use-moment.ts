import { useEffect, useRef, useSyncExternalStore } from 'react'
import { navigate, useAddress } from '../app/router.tsx'
import { replayAddress } from './hour.ts'
import type { Moment, ReplayClock } from './replay-clock.ts'

/** A frame that took longer than this was drawn by a weak machine, which then gets a rest of the same length. */
const SLOW_FRAME_MS = 34
/** Who wants little motion sees one picture a second. */
const STILL_FRAME_MS = 1_000
const WRITE_EVERY_MS = 2_000
/** An address that is no further off than this is the one that the clock wrote. */
const SAME_S = 1.5
const stillness = matchMedia('(prefers-reduced-motion: reduce)')

/** The clock's time, speed and whether it plays, ten times a second. */
export const useMoment = (clock: ReplayClock): Moment => useSyncExternalStore(clock.subscribe, clock.current)
/** Something that the clock's time decides; the component is drawn again only when it changes. */
export const useOfMoment = <T>(clock: ReplayClock, of: (atS: number) => T): T =>
  useSyncExternalStore(clock.subscribe, () => of(clock.current().atS))

/** Lets the clock tick and `draw` follow it. */
export function useTicking(clock: ReplayClock, draw: () => void) {
  const drawNow = useRef(draw)
  drawNow.current = draw
  const isPlaying = useSyncExternalStore(clock.subscribe, () => clock.current().isPlaying)
  useEffect(() => {
    if (!isPlaying) return clock.subscribe(() => drawNow.current())
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let drawnAtMs = performance.now()
    const next = (afterMs: number) => {
      if (afterMs > 0) timer = setTimeout(() => next(0), afterMs)
      else frame = requestAnimationFrame(go)
    }
    const go = () => {
      const tookMs = performance.now() - drawnAtMs
      drawnAtMs = performance.now()
      clock.tick()
      drawNow.current()
      next(stillness.matches ? STILL_FRAME_MS : tookMs < SLOW_FRAME_MS ? 0 : Math.min(tookMs, STILL_FRAME_MS))
    }
    next(0)
    return () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
  }, [clock, isPlaying])
  useEffect(() => drawNow.current())
}

/** Goes to the moment that the address names, and writes the clock's own into it: when it stops, and now and then. */
export function useMomentInAddress(clock: ReplayClock, hourMs: number, atMs: number) {
  const { query } = useAddress()
  const looked = useRef(query)
  looked.current = query
  useEffect(() => {
    const wantedS = (atMs - hourMs) / 1_000
    if (Math.abs(clock.atS - wantedS) > SAME_S) clock.seek(wantedS)
  }, [clock, hourMs, atMs])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      timer = undefined
      const { driver, booking } = Object.fromEntries(looked.current)
      navigate(replayAddress(hourMs + clock.atS * 1_000, { driver, booking }), { isReplacing: true })
    }
    const stop = clock.subscribe(() => {
      if (clock.isPlaying) timer ??= setTimeout(write, WRITE_EVERY_MS)
      else {
        clearTimeout(timer)
        timer = setTimeout(write, WRITE_EVERY_MS / 8)
      }
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [clock, hourMs])
}
