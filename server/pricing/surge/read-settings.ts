import { and, desc, gt, inArray, isNull, or } from 'drizzle-orm'
import { surgeControls, surgeParameters } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { ParametersVersion, SurgeControl, SurgeSettings } from './market-surge.ts'
import { BUILT_IN_PARAMETERS } from './surge-parameters.ts'

export type ParametersRow = typeof surgeParameters.$inferSelect
const BUILT_IN: ParametersVersion = { version: 0, parameters: BUILT_IN_PARAMETERS }

/** The highest version of each of these markets and modes; of a shadow set that was ended, one without parameters. */
export function readLatestVersions(context: Context, markets: readonly string[]): Promise<ParametersRow[]> {
  return context.db
    .selectDistinctOn([surgeParameters.market, surgeParameters.mode])
    .from(surgeParameters)
    .where(inArray(surgeParameters.market, [...markets]))
    .orderBy(surgeParameters.market, surgeParameters.mode, desc(surgeParameters.version))
}

/** The operators' hands that hold now, on these markets or on all. */
export function readControls(context: Context, markets?: readonly string[]): Promise<SurgeControl[]> {
  const now = context.clock.now()
  return context.db
    .select()
    .from(surgeControls)
    .where(
      and(
        markets && inArray(surgeControls.market, [...markets]),
        isNull(surgeControls.endedAt),
        or(isNull(surgeControls.expiresAt), gt(surgeControls.expiresAt, now)),
      ),
    )
}

/** What each of these markets goes by now. */
export async function readSettings(
  context: Context,
  markets: readonly string[],
): Promise<(market: string) => SurgeSettings> {
  const [versions, controls] = await Promise.all([
    readLatestVersions(context, markets),
    readControls(context, markets),
  ])
  const inForce = (market: string, mode: ParametersRow['mode']): ParametersVersion | null => {
    const row = versions.find((it) => it.market === market && it.mode === mode)
    return row?.parameters ? { version: row.version, parameters: row.parameters } : null
  }
  return (market) => ({
    live: inForce(market, 'live') ?? BUILT_IN,
    shadow: inForce(market, 'shadow'),
    control: controls.find((control) => control.market === market) ?? null,
  })
}
