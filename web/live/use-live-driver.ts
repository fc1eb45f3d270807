import { useEffect, useState } from 'react'
import type { MapDriver } from '../api/types.ts'
import { useLive } from './live.tsx'

/** A driver as the socket tells of them; undefined for one who is not on the map that is watched. */
export function useLiveDriver(id: string): MapDriver | undefined {
  const { city } = useLive()
  const [driver, setDriver] = useState(() => city.drivers.get(id))
  useEffect(
    () =>
      city.onDrivers(({ changed, gone }) => {
        const now = changed.find((each) => each.id === id)
        if (now) setDriver(now)
        else if (gone.includes(id)) setDriver(undefined)
      }),
    [city, id],
  )
  return driver
}
