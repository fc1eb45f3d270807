import { isValidCell } from 'h3-js'
import { useMemo } from 'react'
import { navigate } from '../app/router.tsx'
import { multiplierText } from '../shared/format.ts'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { CellPanel } from './cell-panel.tsx'
import { HistoryScrubber } from './history-scrubber.tsx'
import type { Market } from './markets.ts'
import { usePricingAddress } from './pricing-address.ts'
import { MULTIPLIER_PERMILLE } from './rate-terms.ts'
import { SurgeLegend } from './surge-legend.tsx'
import { SurgeMap } from './surge-map.tsx'
import { SurgeOverview } from './surge-overview.tsx'
import { compareShadow, heldCells, type Surge, type SurgeCell, weightOf } from './surge-terms.ts'
import { useCaps, useMoment, useSurge, type ZoneFeature } from './use-surge.ts'

const NO_CELLS: readonly SurgeCell[] = []
const NO_ZONES: readonly ZoneFeature[] = []
/** A shadow set that is so far off is painted in full. */
const DIFFERENCE_FULL = 0.5

/** The surge of a market now, or at a moment of the past: on the map, and beside it one cell or all of it. */
export default function SurgePart({ market, markets }: { market: Market; markets: readonly Market[] }) {
  const { values, here } = usePricingAddress('surge')
  const surge = useSurge(market.cell)
  const at = isMoment(values.at) ? values.at : undefined
  const past = useMoment(market.cell, at)
  const shown = at ? past.data?.publication : surge.data
  const cells = shown?.cells ?? NO_CELLS
  if (surge.error && !surge.data)
    return (
      <ErrorNotice
        title="The surge could not be read"
        error={surge.error}
        onRetry={() => void surge.refetch()}
        isRetrying={surge.isFetching}
      />
    )
  if (!surge.data) return <LoadingRows what="the surge" rows={14} />
  const go = (to: Parameters<typeof here>[0]) => navigate(here(to), { isReplacing: true })
  const cell = isValidCell(values.cell ?? '') ? values.cell : undefined
  return (
    <div className="surge-grid">
      <div className="surge-stage card">
        <Stage
          market={market.cell}
          surge={surge.data}
          cells={shown === undefined ? undefined : cells}
          chosen={cell}
          isCompared={values.show === 'shadow'}
          onChoose={(cell) => go({ market: market.cell, cell })}
          onCompare={(on) => go({ show: on ? 'shadow' : '' })}
        />
        <HistoryScrubber
          market={market}
          at={at}
          isPending={at !== undefined && (past.isFetching || past.isPlaceholderData)}
          error={past.error}
          onMove={(to) => go({ at: to })}
        />
      </div>
      {cell ? (
        <CellPanel
          key={cell}
          cell={cell}
          market={market}
          cells={cells}
          at={at}
          parameters={surge.data.live.parameters}
          backHref={here({ cell: '' })}
        />
      ) : (
        <SurgeOverview
          market={market}
          markets={markets}
          surge={surge.data}
          cells={cells}
          publishedAt={shown?.publishedAt ?? null}
          at={at}
          hrefOf={(each) => here({ market: market.cell, cell: each })}
        />
      )}
    </div>
  )
}

type StageProps = {
  market: string
  surge: Surge
  /** Undefined until they are known. */
  cells: readonly SurgeCell[] | undefined
  chosen: string | undefined
  isCompared: boolean
  onChoose: (cell: string) => void
  onCompare: (on: boolean) => void
}

/** The cells on the map, and what their colours mean. */
function Stage({ market, surge, cells, chosen, isCompared, onChoose, onCompare }: StageProps) {
  const caps = useCaps()
  const cap = surge.live.parameters.capPermille / MULTIPLIER_PERMILLE
  const { raised, lowered } = useMemo(
    () => paint(cells ?? NO_CELLS, { market, cap, isCompared }),
    [cells, market, cap, isCompared],
  )
  const zones = caps.data?.features ?? NO_ZONES
  return (
    <div className="surge-map">
      <SurgeMap
        market={market}
        isKnown={cells !== undefined}
        raised={raised}
        lowered={lowered}
        zones={zones}
        chosen={chosen}
        onChoose={onChoose}
      />
      <SurgeLegend
        isCompared={isCompared}
        cap={cap}
        canCompare={surge.shadow !== null}
        hasCaps={zones.length > 0}
        onCompare={onCompare}
      />
    </div>
  )
}

const isMoment = (text: string | undefined): text is string => !Number.isNaN(Date.parse(text ?? ''))

type Painting = { market: string; cap: number; isCompared: boolean }

/** What goes on the map: multipliers, or by how much the shadow set is above or below them. */
function paint(cells: readonly SurgeCell[], { market, cap, isCompared }: Painting) {
  if (!isCompared) {
    const held = heldCells(cells, market).map(({ cell, multiplier }) => ({
      cell,
      weight: weightOf(multiplier, cap),
      // Where the price is the usual one its number would only hide the others.
      label: multiplier > 1 ? multiplierText(multiplier) : '',
    }))
    return { raised: held, lowered: [] }
  }
  const { differences } = compareShadow(cells, market)
  const side = (sign: 1 | -1) =>
    differences
      .filter(({ difference }) => difference * sign > 0)
      .map(({ cell, difference }) => ({
        cell,
        weight: Math.min(1, Math.abs(difference) / DIFFERENCE_FULL),
        label: `${sign > 0 ? '+' : '−'}${Math.abs(difference).toFixed(2)}`,
      }))
  return { raised: side(1), lowered: side(-1) }
}
