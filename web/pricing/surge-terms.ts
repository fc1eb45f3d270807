import type { Answer } from '../api/routes.ts'
import { multiplierText } from '../shared/format.ts'
import { MULTIPLIER_PERMILLE } from './rate-terms.ts'

export type Surge = Answer<'get', '/v1/admin/surge'>
export type SurgeCell = Surge['cells'][number]
export type Control = NonNullable<Surge['control']>
export type Parameters = Surge['live']['parameters']
export type ParameterName = keyof Parameters
export type DecidedBy = SurgeCell['inputs']['decidedBy']

type Parameter = {
  name: ParameterName
  label: string
  means: string
  unit: string
  /** How many of the API's units one of those on the screen is. */
  scale: number
  min: number
  max: number
}
const parameter = (
  name: ParameterName,
  label: string,
  [min, max, unit, scale = 1]: readonly [number, number, string, number?],
  means: string,
): Parameter => ({ name, label, means, unit, scale, min, max })

/** What surge goes by, in the order in which it is reckoned; bounds as they are typed. */
export const PARAMETERS: readonly Parameter[] = [
  parameter('windowS', 'Demand window', [5, 60, 'min', 60], 'How far back a customer who asked counts'),
  parameter('halfLifeS', 'Half-life', [10, 3_600, 's'], 'After so long a customer counts half'),
  parameter('rings', 'Rings', [0, 4, ''], 'Rings of neighbouring cells that count too'),
  parameter('ringShare', 'Ring weight', [0, 1, ''], 'What a ring counts of the one within it'),
  parameter('priorDemand', 'Assumed demand', [0, 1_000, ''], 'Every cell has it: one customer is no surge'),
  parameter('priorSupply', 'Assumed supply', [0.1, 1_000, ''], 'At least the assumed demand'),
  parameter(
    'permillePerDoubling',
    'Rise',
    [0, 5, '×', MULTIPLIER_PERMILLE],
    'Added per doubling of demand to supply',
  ),
  parameter('smoothing', 'Smoothing', [0.01, 1, ''], 'Share of the way to the target per publication'),
  parameter('capPermille', 'Cap', [1, 10, '×', MULTIPLIER_PERMILLE], 'No cell goes higher'),
  parameter(
    'stepMaxPermille',
    'Largest step',
    [0.001, 9, '×', MULTIPLIER_PERMILLE],
    'Per publication, up or down',
  ),
  parameter(
    'hysteresisPermille',
    'Ignored change',
    [0, 1, '×', MULTIPLIER_PERMILLE],
    'Smaller changes are not followed',
  ),
  parameter('elasticity', 'Elasticity', [0, 10, ''], 'Demand lost per price gained, in reports only'),
]

export const parameterText = ({ scale, unit }: Parameter, value: number) => {
  const shown = Number((value / scale).toFixed(3))
  return unit === '×' ? multiplierText(shown) : `${shown}${unit && ` ${unit}`}`
}

const DECIDERS: Record<DecidedBy, string> = {
  demand: 'It follows demand and supply nearby.',
  hysteresis: 'The change is too small to be followed.',
  step: 'It goes towards its target by the largest step.',
  cap: 'It is at the cap.',
  freeze: 'An operator holds it as it is.',
  override: 'An operator set it for the whole market.',
  zone_cap: 'A zone here lets it go no higher.',
}
export const whyText = (decidedBy: DecidedBy) => DECIDERS[decidedBy]

/** What a quote from each cell goes by: under an override that of the market's own cell, which comes first, holds for all. */
export function heldCells(cells: readonly SurgeCell[], market: string): readonly SurgeCell[] {
  const whole = cells.filter(({ cell }) => cell === market)
  return whole.length > 0 ? whole : cells
}

/** The set that runs beside the live one, less the live one, over the cells that either tells of. */
export function compareShadow(cells: readonly SurgeCell[], market: string) {
  const differences = cells
    .filter(({ cell, shadowMultiplier }) => cell !== market && shadowMultiplier !== null)
    .map(({ cell, multiplier, shadowMultiplier }) => ({
      cell,
      difference: Number(((shadowMultiplier ?? 1) - multiplier).toFixed(3)),
    }))
  const total = differences.reduce((sum, { difference }) => sum + difference, 0)
  return {
    differences,
    higher: differences.filter(({ difference }) => difference > 0).length,
    lower: differences.filter(({ difference }) => difference < 0).length,
    mean: differences.length > 0 ? total / differences.length : 0,
  }
}

/** How strongly a cell is painted: at the cap fully, at no surge not at all. */
export const weightOf = (multiplier: number, cap: number) =>
  Math.max(0, Math.min(1, (multiplier - 1) / Math.max(0.1, cap - 1)))
