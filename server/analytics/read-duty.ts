import { and, asc, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { dutyPeriods } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

const DAY_MS = 86_400_000

/** When these drivers were on duty between two times, and how; the period that goes on has no end. */
export function readDuty(
  { db }: Context,
  { driverIds, from, to }: { driverIds: readonly string[]; from: Date; to: Date },
) {
  const { driverId, startedAt, endedAt } = dutyPeriods
  // Those that are over were cut at midnight, so none of them began earlier.
  const hasEndedSince = and(gt(startedAt, new Date(from.getTime() - DAY_MS)), gt(endedAt, from))
  return db
    .select()
    .from(dutyPeriods)
    .where(and(inArray(driverId, [...driverIds]), lt(startedAt, to), or(isNull(endedAt), hasEndedSince)))
    .orderBy(asc(driverId), asc(startedAt))
}
