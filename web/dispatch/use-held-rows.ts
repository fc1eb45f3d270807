import { type FocusEvent, useState } from 'react'

export type HeldRow<Item> = { item: Item; isGone: boolean }

/** What is shown of `items` while those `held` keep their places: what has gone stays, marked, and what is new comes below. */
export function heldRows<Item>(
  items: readonly Item[],
  held: readonly Item[],
  keyOf: (item: Item) => string,
): HeldRow<Item>[] {
  const now = new Map(items.map((item) => [keyOf(item), item]))
  const before = new Set(held.map(keyOf))
  return [
    ...held.map((item) => ({ item: now.get(keyOf(item)) ?? item, isGone: !now.has(keyOf(item)) })),
    ...items.filter((item) => !before.has(keyOf(item))).map((item) => ({ item, isGone: false })),
  ]
}

/** Rows that stay where they are while the pointer or the focus is among them; `handlers` are for the element around them. */
export function useHeldRows<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
  const [held, setHeld] = useState<readonly Item[]>([])
  const rows = heldRows(items, held, keyOf)
  const hold = () => setHeld(rows.map(({ item }) => item))
  const release = () => setHeld([])
  const handlers = {
    onPointerEnter: hold,
    onPointerLeave(event: { currentTarget: HTMLElement }) {
      if (!event.currentTarget.contains(document.activeElement)) release()
    },
    onFocus: hold,
    onBlur(event: FocusEvent<HTMLElement>) {
      if (!event.currentTarget.contains(event.relatedTarget)) release()
    },
  }
  return { rows, handlers }
}
