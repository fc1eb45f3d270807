import { generateCity } from '../../simulator/city/generate-city.ts'
import { writeOsm } from '../../simulator/city/write-osm.ts'
import { DEFAULT_OPTIONS } from '../../simulator/options.ts'
import { missingForOsrm } from './osrm-programs.ts'

/** The streets of the demo city as OSRM reads them; undefined where OSRM can't be had. */
export const demoStreets = (): string | undefined =>
  missingForOsrm() === null ? writeOsm(generateCity(DEFAULT_OPTIONS.seed)) : undefined
