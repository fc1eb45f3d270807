import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { missingEngines } from '../../commands/cluster/missing-engines.ts'
import { cleanUp, makeDataDir, until } from '../run-up.ts'
import { BAD_LINES } from './testing/faults/bad-lines.ts'
import { isForReport } from './testing/faults/fault.ts'
import { KILLS } from './testing/faults/kill-parts.ts'
import { PAUSES } from './testing/faults/pause-and-replace.ts'
import { POISONS } from './testing/faults/poison.ts'
import { findLosses, findUnfinished } from './testing/find-losses.ts'
import { type City, startCity } from './testing/start-city.ts'
import { type Row, writeReport } from './testing/write-report.ts'

const SEED = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 1e9))
const START_MS = 180_000
const FAULT_MS = 240_000
const DRAIN_MS = 120_000
const FAULTS = [...KILLS, ...POISONS, ...BAD_LINES, ...PAUSES]
const ONLY = process.env.FAULTS_ONLY ? new RegExp(process.env.FAULTS_ONLY) : /./

describe.if(missingEngines().length === 0)('a city on a real cluster', () => {
  const dataDir = makeDataDir('faults')
  const rows: Row[] = []
  let city: City
  beforeAll(async () => {
    console.log(`FAULTS_SEED=${SEED}`)
    city = await startCity(dataDir, SEED)
    await city.pulse()
  }, START_MS)
  afterAll(async () => {
    await city?.stop()
    await cleanUp(dataDir)
  }, START_MS)

  for (const { name, inflict } of FAULTS.filter((fault) => ONLY.test(fault.name))) {
    test(
      `works again after ${name}`,
      async () => {
        const row: Row = { name, since: new Date() }
        rows.push(row)
        Object.assign(row, await inflict(city))
        console.log(`${name}: ${row.recoveryMs} ms${row.note ? `, ${row.note}` : ''}`)
      },
      FAULT_MS,
    )
  }

  test(
    'has lost, doubled and blocked nothing after all of it',
    async () => {
      await city.endDemand()
      let unfinished: unknown
      const isAtRest = async () => {
        const found = await findUnfinished(city)
        unfinished = found.slice(0, 20)
        return found.length === 0
      }
      await until('the city is at rest', isAtRest, DRAIN_MS).catch((error: Error) => {
        throw new Error(`${error.message}: ${JSON.stringify(unfinished)}`)
      })
      expect(await findLosses(city)).toEqual([])
      if (isForReport) await writeReport(city, rows, SEED)
    },
    DRAIN_MS * 2,
  )
})
