import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { call } from '../api/client.ts'
import type { Booking, BookingDetail } from '../api/types.ts'
import { type ListData, rowsOf, withRows } from '../shared/table/list-pages.ts'
import { CityStore } from './city-store.ts'
import { LiveConnection } from './connection.ts'
import type { Bbox, ServerFrame } from './frames.ts'

const SNAPSHOT_AGAIN_MS = 2_000
/** Queries whose answers no cut of the connection makes old. */
const LASTING = new Set<unknown>(['base-map', 'replay', 'replay-paths'])

/** The live city of one signed-in session: the connection, and what came over it. */
export class Live {
  readonly city = new CityStore()
  readonly connection: LiveConnection
  private readonly cache: QueryClient
  private bbox: Bbox | null = null
  private leave: (() => void) | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(cache: QueryClient) {
    this.cache = cache
    this.connection = new LiveConnection((frame) => this.receive(frame))
    this.connection.want({ topic: 'bookings' })
    this.connection.want({ topic: 'surge' })
    this.connection.want({ topic: 'metrics' })
  }

  start() {
    this.connection.start()
  }
  stop() {
    clearTimeout(this.timer)
    this.connection.stop()
  }

  /** Asks for the drivers of this part of the world, instead of the part before. */
  watchMap(bbox: Bbox) {
    this.bbox = bbox
    this.city.keepInside(bbox)
    this.leave = this.connection.want({ topic: 'map', bbox })
  }

  /** Nobody looks at the map: who moves on unseen is forgotten. */
  leaveMap() {
    this.leave?.()
    this.leave = undefined
    this.bbox = null
    this.city.moveDrivers([], [...this.city.drivers.keys()])
  }

  private receive(frame: ServerFrame) {
    switch (frame.type) {
      case 'welcome':
        this.city.forgetSurge()
        return void this.resync()
      case 'map':
        // One that was under way while the map was left would leave drivers behind whom nobody moves any more.
        if (this.bbox) this.city.moveDrivers(frame.drivers, frame.gone)
        return
      case 'position': {
        const { bookingId, etaS, lat, lng, headingDeg, recordedAt } = frame
        const position = { lat, lng, headingDeg, recordedAt }
        this.cache.setQueryData<BookingDetail>(
          ['booking', bookingId],
          (known) => known && { ...known, position, etaS },
        )
        return
      }
      case 'booking':
        this.city.moveBooking(frame.booking)
        return this.refresh(frame.booking)
      case 'surge':
        return this.city.setSurge(frame.market, frame.cells)
      case 'metrics':
        return this.city.setMetrics(frame)
      case 'resync':
        this.connection.renew(frame.topic)
        return void this.resync()
    }
  }

  /** Everything that may have moved while nobody listened is read again. */
  private async resync() {
    clearTimeout(this.timer)
    void this.cache.invalidateQueries({ predicate: ({ queryKey }) => !LASTING.has(queryKey[0]) })
    try {
      this.city.fill(await call('get', '/v1/ops/snapshot', {}), this.bbox)
    } catch {
      // Frames still come; the picture of the start is asked for until it is there.
      this.timer = setTimeout(() => void this.resync(), SNAPSHOT_AGAIN_MS)
    }
  }

  /** Rows keep their places: a list shows the new state of what it holds, and is read again only when asked. */
  private refresh(booking: Booking) {
    this.cache.setQueriesData<ListData<Booking>>({ queryKey: ['bookings'] }, (list) => {
      const known = list && rowsOf(list).find(({ id }) => id === booking.id)
      return known && known.version < booking.version
        ? withRows(list, new Map([[booking.id, booking]]))
        : list
    })
    void this.cache.invalidateQueries({ queryKey: ['booking', booking.id] })
    void this.cache.invalidateQueries({ queryKey: ['decisions', booking.id] })
  }
}

const LiveContext = createContext<Live | null>(null)

export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const started = new Live(cache)
    started.start()
    setLive(started)
    return () => started.stop()
  }, [cache])
  return live && <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('the live city is asked for outside of its provider')
  return live
}

export function useConnection() {
  const { connection } = useLive()
  return useSyncExternalStore(connection.subscribeToState, connection.current)
}

export function useCity() {
  const { city } = useLive()
  return useSyncExternalStore(city.subscribe, city.current)
}
