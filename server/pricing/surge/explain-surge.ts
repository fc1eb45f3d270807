import type { SurgeInputs } from '../../../db/schema/surge.ts'

const LIMITS: Record<SurgeInputs['decidedBy'], string> = {
  demand: '',
  hysteresis: ' Small changes are not followed.',
  step: ' It changes step by step.',
  cap: ' It is at its highest.',
  freeze: ' An operator holds it as it is.',
  override: '',
  zone_cap: ' A zone here lets it go no higher.',
}

/** Why a multiplier is what it is, in a sentence or two for a customer. */
export function explainSurge({ decidedBy, demandNear, supplyNear }: SurgeInputs): string {
  if (decidedBy === 'override') return 'Set by an operator for the whole market.'
  return `Nearby, demand counts ${demandNear.toFixed(1)} and free drivers ${supplyNear.toFixed(1)}.${LIMITS[decidedBy]}`
}
