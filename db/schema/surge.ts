import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { users } from './identity.ts'

/** How multipliers follow demand and supply; a version of them is never changed. */
export type SurgeParameters = {
  /** How far back demand counts at all, and after how long a signal counts half. */
  windowS: number
  halfLifeS: number
  /** Rings of neighbouring cells that are looked at, and what each further ring counts of the one before it. */
  rings: number
  ringShare: number
  /** Demand and supply that every cell is taken to have, so that one customer makes no surge. */
  priorDemand: number
  priorSupply: number
  /** The multiplier grows by this much per doubling of demand over supply, in thousandths. */
  permillePerDoubling: number
  /** Share of the way to its target that a multiplier goes in one publication. */
  smoothing: number
  capPermille: number
  stepMaxPermille: number
  /** A change smaller than this is not published. */
  hysteresisPermille: number
  /** How demand answers to price, for reports: share of demand lost per share of price gained. */
  elasticity: number
}

/** Versions per market; the highest is in force. A shadow set runs beside the live one and touches no price; null ends it. */
export const surgeParameters = pgTable(
  'surge_parameters',
  {
    id: uuid().primaryKey(),
    market: text().notNull(),
    mode: text().$type<'live' | 'shadow'>().notNull(),
    version: integer().notNull(),
    parameters: jsonb().$type<SurgeParameters>(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex('surge_parameters_version_key').on(table.market, table.mode, table.version),
    check('surge_parameters_mode', sql`${table.mode} in ('live', 'shadow')`),
    check('surge_parameters_live', sql`${table.mode} = 'shadow' or ${table.parameters} is not null`),
  ],
)

/** An operator's hand on a market: `freeze` keeps its multipliers as they are, `override` sets one for all its cells. */
export const surgeControls = pgTable(
  'surge_controls',
  {
    id: uuid().primaryKey(),
    market: text().notNull(),
    kind: text().$type<'freeze' | 'override'>().notNull(),
    multiplierPermille: integer(),
    reason: text().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** Null holds until somebody ends it. */
    expiresAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
    endedBy: uuid().references(() => users.id),
  },
  (table) => [
    uniqueIndex('surge_controls_live_key').on(table.market).where(sql`${table.endedAt} is null`),
    check('surge_controls_kind', sql`${table.kind} in ('freeze', 'override')`),
    check(
      'surge_controls_multiplier',
      sql`(${table.kind} = 'override') = (${table.multiplierPermille} is not null) and coalesce(${table.multiplierPermille}, 1000) >= 1000`,
    ),
  ],
)

/** What can have the last word on a multiplier: smoothed demand itself, a limit of the rule, an operator, or a zone. */
export const SURGE_DECIDERS = [
  'demand',
  'hysteresis',
  'step',
  'cap',
  'freeze',
  'override',
  'zone_cap',
] as const

/** Why a multiplier is what it is. */
export type SurgeInputs = {
  /** Distinct customers of the window, each counting less with age, and free drivers; `…Near` with the rings around, weighted. */
  demand: number
  supply: number
  demandNear: number
  supplyNear: number
  /** Of demand to supply nearby, priors included. */
  ratio: number
  targetPermille: number
  smoothedPermille: number
  previousPermille: number
  decidedBy: (typeof SURGE_DECIDERS)[number]
  /** The lowest cap of the zones that the cell touches, where there are any. */
  zoneCapPermille?: number
  /** 0 where the built-in parameters were in force. */
  parametersVersion: number
}

/** Of a surge cell; under an override also one of the whole market, by the market's own cell, which holds for all others. */
export type PublishedCell = {
  cell: string
  multiplierPermille: number
  /** What the shadow set would have published, and how far its smoothing has come. */
  shadowPermille?: number
  shadowSmoothedPermille?: number
  inputs: SurgeInputs
}

/** Every publication of a market with the cells that had demand or a multiplier, for replay; removed after its retention. */
export const surgePublications = pgTable(
  'surge_publications',
  {
    id: uuid().primaryKey(),
    market: text().notNull(),
    publishedAt: timestamp({ withTimezone: true }).notNull(),
    /** 0 where the built-in parameters were in force. */
    parametersVersion: integer().notNull(),
    shadowVersion: integer(),
    controlId: uuid().references(() => surgeControls.id),
    cells: jsonb().$type<PublishedCell[]>().notNull(),
  },
  (table) => [
    index('surge_publications_market').on(table.market, table.publishedAt),
    index('surge_publications_age').on(table.publishedAt),
  ],
)
