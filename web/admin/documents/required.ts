import type { Answer } from '../../api/routes.ts'
import type { Paper } from '../../api/types.ts'
import { paperLabel } from '../../fleet/paper-kinds.ts'
import type { Difference } from '../../shared/conflict-choice.tsx'

export type Settings = Answer<'get', '/v1/admin/fleet-settings'>
export type Required = Omit<Settings, 'version'>
/** What each kind of holder is called, by the name of what is required of it. */
export const HOLDERS = { driverDocuments: 'Drivers', vehicleDocuments: 'Vehicles' } as const
export type HolderList = keyof typeof HOLDERS
export const HOLDER_LISTS = Object.keys(HOLDERS) as HolderList[]

const kindsText = (kinds: readonly Paper['kind'][]) =>
  kinds.length === 0 ? 'none' : kinds.map(paperLabel).toSorted().join(', ')

/** Where what was chosen differs from what is saved; the order of kinds says nothing. */
export function differences(saved: Required, chosen: Required): Difference[] {
  const lists = HOLDER_LISTS.map((name) => ({
    ...{ name, label: HOLDERS[name] },
    ...{ theirs: kindsText(saved[name]), yours: kindsText(chosen[name]) },
  }))
  const zone = { name: 'timeZone', label: 'Time zone', theirs: saved.timeZone, yours: chosen.timeZone }
  return [...lists, zone].filter(({ theirs, yours }) => theirs !== yours)
}

/** The kinds that would be required from now on, in words: who has no valid one is matched no more. */
export const addedText = (saved: Required, chosen: Required): string =>
  HOLDER_LISTS.flatMap((name) => {
    const added = chosen[name].filter((kind) => !saved[name].includes(kind))
    return added.length === 0 ? [] : [`${HOLDERS[name].toLowerCase()} without ${choiceText(added)}`]
  }).join(', and ')

const choiceText = (kinds: readonly Paper['kind'][]) =>
  `a valid ${kinds.map((kind) => paperLabel(kind).toLowerCase()).join(' or ')}`
