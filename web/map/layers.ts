import { useState } from 'react'

const KEPT_LAYERS = 'hexhaul.layers'
const KEPT_HEAT = 'hexhaul.heat'
export const LAYERS = { drivers: 'Drivers', bookings: 'Bookings', surge: 'Surge', zones: 'Zones' } as const
export type MapLayer = keyof typeof LAYERS
export const ALL_LAYERS = Object.keys(LAYERS) as MapLayer[]

/** What cells can be coloured by: one at a time, since two over each other would be neither. */
export const HEATS = { demand: 'Demand', supply: 'Supply', unmet: 'Unmet' } as const
export type Heat = keyof typeof HEATS
export const ALL_HEATS = Object.keys(HEATS) as Heat[]

function keptLayers(): readonly MapLayer[] {
  const kept = localStorage.getItem(KEPT_LAYERS)
  return kept === null ? ALL_LAYERS : ALL_LAYERS.filter((layer) => kept.split(',').includes(layer))
}
const keptHeat = () => ALL_HEATS.find((heat) => heat === localStorage.getItem(KEPT_HEAT)) ?? null

/** What the live map shows, as this browser left it. */
export function useShownLayers() {
  const [layers, setLayers] = useState(keptLayers)
  const [heat, setHeat] = useState(keptHeat)
  return {
    layers,
    heat,
    toggle(layer: MapLayer) {
      const next = ALL_LAYERS.filter((each) => (each === layer) !== layers.includes(each))
      localStorage.setItem(KEPT_LAYERS, next.join(','))
      setLayers(next)
    },
    showHeat(next: Heat | null) {
      if (next) localStorage.setItem(KEPT_HEAT, next)
      else localStorage.removeItem(KEPT_HEAT)
      setHeat(next)
    },
  }
}
export type ShownLayers = ReturnType<typeof useShownLayers>
