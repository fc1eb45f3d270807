import { type Static, t } from 'elysia'
import { type PublishedCell, SURGE_DECIDERS, type SurgeInputs } from '../../../db/schema/surge.ts'
import { idSchema, nullable, object, oneOf, textSchema, timeSchema } from '../../platform/http/schemas.ts'
import type { ParametersVersion, SurgeControl, SurgePublication } from './market-surge.ts'
import type { ParametersRow } from './read-settings.ts'
import { parametersSchema } from './surge-parameters.ts'

export const marketSchema = textSchema(20)
const time = t.String({ ...timeSchema, examples: ['2026-03-02T09:30:00.000Z'] })
const byWhom = t.String({ ...idSchema, examples: ['01956a2c-7f00-7000-8000-000000000002'] })
const version = t.Integer({ examples: [2] })
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
    zoneCap: t.Optional(
      t.Number({ description: 'What the zones that the cell touches let it be at most', examples: [1.5] }),
    ),
    parametersVersion: t.Integer({ description: '0 is built in' }),
  },
  {
    description: 'Why the multiplier is what it is',
    examples: [
      {
        demand: 5.2,
        supply: 0,
        demandNear: 8.4,
        supplyNear: 1,
        ratio: 2.08,
        target: 1.423,
        smoothed: 1.21,
        previous: 1.15,
        decidedBy: 'demand',
        parametersVersion: 2,
      },
    ],
  },
)
export const cellSchema = object({
  cell: t.String({ description: "Under an override the market's own cell comes first, and holds for all" }),
  multiplier: t.Number(),
  shadowMultiplier: nullable(t.Number({ examples: [1.3] })),
  inputs: inputsSchema,
})
const setSchema = object({ version: t.Integer(), parameters: parametersSchema })
export const controlSchema = object({
  id: idSchema,
  market: t.String(),
  kind: oneOf(['freeze', 'override']),
  multiplier: nullable(t.Number()),
  reason: t.String(),
  createdBy: byWhom,
  createdAt: time,
  expiresAt: nullable(timeSchema),
  endedAt: nullable(time),
})
export const versionSchema = object({
  id: idSchema,
  market: t.String(),
  mode: oneOf(['live', 'shadow']),
  version: t.Integer(),
  parameters: nullable(parametersSchema),
  createdBy: byWhom,
  createdAt: time,
})
export const surgeSchema = object({
  market: t.String(),
  publishedAt: nullable(time),
  live: setSchema,
  shadow: nullable(setSchema),
  control: nullable(controlSchema),
  cells: t.Array(cellSchema),
})
export const publicationSchema = object({
  id: idSchema,
  publishedAt: time,
  parametersVersion: version,
  shadowVersion: nullable(version),
  controlId: nullable(byWhom),
  cells: t.Array(cellSchema),
})

const PERMILLE = 1_000
const DIGITS = 1_000_000
const asMultiplier = (permille: number) => Math.round((permille / PERMILLE) * DIGITS) / DIGITS

export function inputsView(inputs: SurgeInputs): Static<typeof inputsSchema> {
  const { targetPermille, smoothedPermille, previousPermille, zoneCapPermille, ...same } = inputs
  return {
    ...same,
    target: asMultiplier(targetPermille),
    smoothed: asMultiplier(smoothedPermille),
    previous: asMultiplier(previousPermille),
    ...(zoneCapPermille !== undefined && { zoneCap: asMultiplier(zoneCapPermille) }),
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
