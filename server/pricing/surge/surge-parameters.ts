import { t } from 'elysia'
import type { SurgeParameters } from '../../../db/schema/surge.ts'
import { DomainError, type FieldError } from '../../errors.ts'
import { integer } from '../../platform/http/numbers.ts'
import { object } from '../../platform/http/schemas.ts'

/** What is in force where nobody has set anything: version 0. */
export const BUILT_IN_PARAMETERS: SurgeParameters = {
  windowS: 600,
  halfLifeS: 180,
  rings: 2,
  ringShare: 0.5,
  priorDemand: 2,
  priorSupply: 4,
  permillePerDoubling: 400,
  smoothing: 0.3,
  capPermille: 2_500,
  stepMaxPermille: 150,
  hysteresisPermille: 50,
  elasticity: 0.6,
}

/** What was published so long ago without anything after it holds no more: a price must not stay up because its worker is down. */
export const SURGE_HOLDS_MS = 120_000
/** A quote can be booked for five minutes, so that whoever books has quoted within any window. */
const WINDOW_MIN_S = 300
export const WINDOW_MAX_S = 3_600

export const parametersSchema = object(
  {
    windowS: integer({
      minimum: WINDOW_MIN_S,
      maximum: WINDOW_MAX_S,
      description: 'How far demand counts',
    }),
    halfLifeS: t.Number({ minimum: 10, maximum: WINDOW_MAX_S, description: 'After which it counts half' }),
    rings: integer({ minimum: 0, maximum: 4, description: 'Of neighbours that count' }),
    ringShare: t.Number({ minimum: 0, maximum: 1, description: 'Weight of a ring, of the one within it' }),
    priorDemand: t.Number({ minimum: 0, maximum: 1_000 }),
    priorSupply: t.Number({ minimum: 0.1, maximum: 1_000, description: 'At least `priorDemand`' }),
    permillePerDoubling: t.Number({ minimum: 0, maximum: 5_000, description: 'Of demand to supply' }),
    smoothing: t.Number({ minimum: 0.01, maximum: 1, description: 'Share of the way to the target' }),
    capPermille: integer({ minimum: 1_000, maximum: 10_000 }),
    stepMaxPermille: integer({ minimum: 1, maximum: 9_000, description: 'Per publication' }),
    hysteresisPermille: integer({ minimum: 0, maximum: 1_000, description: 'At most `stepMaxPermille`' }),
    elasticity: t.Number({
      minimum: 0,
      maximum: 10,
      description: 'Demand lost per price gained, in reports',
    }),
  },
  { examples: [BUILT_IN_PARAMETERS] },
)

/** @throws DomainError surge_parameters_invalid: names each value that does not go with another. */
export function assertParameters(parameters: SurgeParameters): void {
  const { windowS, halfLifeS, priorDemand, priorSupply, stepMaxPermille, hysteresisPermille } = parameters
  const wrong: FieldError[] = []
  const refuse = (isWrong: boolean, name: keyof SurgeParameters, message: string) => {
    if (isWrong) wrong.push({ path: `parameters.${name}`, message })
  }
  refuse(halfLifeS > windowS, 'halfLifeS', 'Must be at most `windowS`.')
  refuse(
    priorDemand > priorSupply,
    'priorDemand',
    'Must be at most `priorSupply`, or an empty cell would surge.',
  )
  refuse(hysteresisPermille > stepMaxPermille, 'hysteresisPermille', 'Must be at most `stepMaxPermille`.')
  if (wrong.length === 0) return
  throw new DomainError('invalid', 'surge_parameters_invalid', 'Some parameters do not go together.', {
    fields: wrong,
  })
}
