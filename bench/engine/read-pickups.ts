import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../../simulator/random.ts'

/** Where people in New York asked for a ride, in the order in which they did; 99,997 of April 2014. */
const FILE = join(import.meta.dir, '../../../shared/data/nyc-pickups-2014-04.csv')
const GENERATED = 100_000
/** What stands in for the city where its file is absent: two dense cores, districts around them, and the rest of it. */
const CENTRE = { lat: 40.74, lng: -73.98 }
const DISTRICTS = 40
const DISTRICT_SPREAD_DEG = 0.012
const CITY_SPREAD_DEG = 0.06

export type Places = { source: string; lat: Float64Array; lng: Float64Array }

/** The places of the pickups: real ones where the file is there, else made ones that cluster as a city's do. */
export async function readPickups(file = FILE): Promise<Places> {
  if (!existsSync(file)) return generatePickups()
  const lines = (await Bun.file(file).text()).trim().split('\n').slice(1)
  const fields = lines.map((line) => line.split(','))
  return {
    source: `${lines.length} pickups in New York, April 2014`,
    lat: Float64Array.from(fields, ([, lat]) => Number(lat)),
    lng: Float64Array.from(fields, ([, , lng]) => Number(lng)),
  }
}

function generatePickups(): Places {
  const random = createRandom(1, 'pickups')
  const spread = (deg: number) =>
    deg * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const districts = Array.from({ length: DISTRICTS }, () => ({
    lat: CENTRE.lat + spread(CITY_SPREAD_DEG),
    lng: CENTRE.lng + spread(CITY_SPREAD_DEG),
  }))
  const lat = new Float64Array(GENERATED)
  const lng = new Float64Array(GENERATED)
  for (let i = 0; i < GENERATED; i++) {
    // The first districts are asked from most, as in any city.
    const district = districts[Math.floor(DISTRICTS * random.next() ** 3)] as (typeof districts)[number]
    lat[i] = district.lat + spread(DISTRICT_SPREAD_DEG)
    lng[i] = district.lng + spread(DISTRICT_SPREAD_DEG)
  }
  return { source: `${GENERATED} made pickups`, lat, lng }
}
