import { isUniqueViolation } from '../../../db/connect.ts'
import { surgeParameters } from '../../../db/schema/index.ts'
import type { SurgeParameters } from '../../../db/schema/surge.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict } from '../../errors.ts'
import { surgeSteeredChannel } from '../../platform/channels.ts'
import { actorId, type Context, inTransaction } from '../../platform/context.ts'
import { assertMarket } from './assert-market.ts'
import { type ParametersRow, readLatestVersions } from './read-settings.ts'
import { assertParameters } from './surge-parameters.ts'
import { versionView } from './surge-schemas.ts'

type Change = {
  market: string
  mode: ParametersRow['mode']
  /** The version that the change is based on, 0 where there is none. */
  version: number
  /** Null ends a shadow set. */
  parameters: SurgeParameters | null
}

/**
 * Puts a new version of a market's parameters in force, live or beside them, from the next publication on; the versions
 * before it stay as they are. @throws DomainError market_unknown, surge_parameters_invalid, version_mismatch.
 */
export async function setParameters(context: Context, { market, mode, version, parameters }: Change) {
  assertMarket(market)
  if (parameters) assertParameters(parameters)
  const row: ParametersRow = {
    id: context.newId(),
    market,
    mode,
    version: version + 1,
    parameters,
    createdBy: actorId(context),
    createdAt: context.clock.now(),
  }
  const latestOf = async (from: Context) =>
    (await readLatestVersions(from, [market])).find((it) => it.mode === mode)
  const refuse = (latest: ParametersRow | undefined) =>
    conflict('version_mismatch', 'The parameters were changed meanwhile.', {
      currentVersion: latest?.version ?? 0,
    })
  try {
    await inTransaction(context, async (tx) => {
      const before = await latestOf(tx)
      if ((before?.version ?? 0) !== version) throw refuse(before)
      await tx.db.insert(surgeParameters).values(row)
      await recordAudit(tx, {
        action: parameters ? `surge.${mode}` : 'surge.shadow_end',
        subjectType: 'market',
        subjectId: market,
        before: before ?? null,
        after: row,
      })
    })
  } catch (error) {
    if (isUniqueViolation(error, 'surge_parameters_version_key')) throw refuse(await latestOf(context))
    throw error
  }
  context.broadcast.publish(surgeSteeredChannel(), {})
  return versionView(row)
}
