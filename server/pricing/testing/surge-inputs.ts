import type { SurgeInputs } from '../../../db/schema/surge.ts'

/** Inputs of a multiplier of 1.4, as a worker would have published them. */
export const surgeInputs: SurgeInputs = {
  demand: 5.2,
  supply: 0,
  demandNear: 8.4,
  supplyNear: 1,
  ratio: 2.08,
  targetPermille: 1_422.6,
  smoothedPermille: 1_400.2,
  previousPermille: 1_350,
  decidedBy: 'demand',
  parametersVersion: 0,
}
