import { generateBaseMap } from '../simulator/city/generate-base-map.ts'
import { generateCity } from '../simulator/city/generate-city.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'

/** Writes the streets of the demo city for the dashboard. Returns the file. */
export async function makeBaseMap(dataDir: string): Promise<string> {
  const file = `${dataDir}/base-map.geojson`
  await Bun.write(file, JSON.stringify(generateBaseMap(generateCity(DEFAULT_OPTIONS.seed))))
  return file
}
