import { type Static, t } from 'elysia'
import { type PublishedCell, SURGE_DECIDERS, type SurgeInputs } from '../../../db/schema/surge.ts'
import { idSchema, nullable, object, oneOf, textSchema, timeSchema } from '../../platform/http/schemas.ts'
import type { ParametersVersion, SurgeControl, SurgePublication } from './market-surge.ts'
import type { ParametersRow } from './read-settings.ts'
import { parametersSchema } from './surge-parameters.ts'

export const marketSchema = textSchema(20)
export const inputsSchema = object(
  {
    demand: t.Number({ description: 'Distinct customers of the window in the cell, less with age' }),
    supply: t.Number({ description: 'Free drivers in the cell' }),
    demandNear: t.Number({ description: 'With the rings around, each counting less' }),
    supplyNear: t.Number(),
    ratio: t.Number({ description: 'Of demand to supply nearby, priors included' }),
    target: t.Number({ description: 'The multiplier that the ratio asks for' }),
    smoothed: t.Number({ description: 'How far smoothing has come towards it' }),
    previous: t.Number({ description: 'The multiplier before' }),
    decidedBy: oneOf(SURGE_DECIDERS),
    parametersVersion: t.Integer({ description: '0 is built in' }),
  },
  { description: 'Why the multiplier is what it is' },
)
export const cellSchema = object({
  cell: t.String({ description: "Under an override the market's own cell comes first, and holds for all" }),
  multiplier: t.Number(),
  shadowMultiplier: nullable(t.Number()),
  inputs: inputsSchema,
})
const setSchema = object({ version: t.Integer(), parameters: parametersSchema })
export const controlSchema = object({
  id: idSchema,
  market: t.String(),
  kind: oneOf(['freeze', 'override']),
  multiplier: nullable(t.Number()),
  reason: t.String(),
  createdBy: idSchema,
  createdAt: timeSchema,
  expiresAt: nullable(timeSchema),
  endedAt: nullable(timeSchema),
})
export const versionSchema = object({
  id: idSchema,
  market: t.String(),
  mode: oneOf(['live', 'shadow']),
  version: t.Integer(),
  parameters: nullable(parametersSchema),
  createdBy: idSchema,
  createdAt: timeSchema,
})
export const surgeSchema = object({
  market: t.String(),
  publishedAt: nullable(timeSchema),
  live: setSchema,
  shadow: nullable(setSchema),
  control: nullable(controlSchema),
  cells: t.Array(cellSchema),
})
export const publicationSchema = object({
  id: idSchema,
  publishedAt: timeSchema,
  parametersVersion: t.Integer(),
  shadowVersion: nullable(t.Integer()),
  controlId: nullable(idSchema),
  cells: t.Array(cellSchema),
})

const PERMILLE = 1_000
const DIGITS = 1_000_000
const asMultiplier = (permille: number) => Math.round((permille / PERMILLE) * DIGITS) / DIGITS

export function inputsView(inputs: SurgeInputs): Static<typeof inputsSchema> {
  const { targetPermille, smoothedPermille, previousPermille, ...same } = inputs
  return {
    ...same,
    target: asMultiplier(targetPermille),
    smoothed: asMultiplier(smoothedPermille),
    previous: asMultiplier(previousPermille),
  }
}
export const cellView = ({ cell, multiplierPermille, shadowPermille, inputs }: PublishedCell) => ({
  cell,
  multiplier: asMultiplier(multiplierPermille),
  shadowMultiplier: shadowPermille === undefined ? null : asMultiplier(shadowPermille),
  inputs: inputsView(inputs),
})
export const setView = ({ version, parameters }: ParametersVersion) => ({ version, parameters })
export const controlView = ({ multiplierPermille, endedBy: _, ...row }: SurgeControl) => ({
  ...row,
  multiplier: multiplierPermille === null ? null : asMultiplier(multiplierPermille),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
})
export const versionView = (row: ParametersRow) => ({ ...row, createdAt: row.createdAt.toISOString() })
export const publicationView = ({ market: _, ...row }: SurgePublication) => ({
  ...row,
  publishedAt: row.publishedAt.toISOString(),
  cells: row.cells.map(cellView),
})
