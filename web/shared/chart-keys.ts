const PAGE_SHARE = 8

/** Where a key leads from a value of a chart; undefined for one that leads nowhere, null out of the chart. */
export function keyTarget(key: string, from: number, count: number): number | null | undefined {
  const within = (at: number) => Math.min(count - 1, Math.max(0, at))
  const page = Math.max(1, Math.round(count / PAGE_SHARE))
  const moves: Record<string, number | null> = {
    ...{ ArrowLeft: within(from - 1), ArrowDown: within(from - 1) },
    ...{ ArrowRight: within(from + 1), ArrowUp: within(from + 1) },
    ...{ PageDown: within(from - page), PageUp: within(from + page) },
    ...{ Home: 0, End: within(count - 1), Escape: null },
  }
  return count === 0 ? undefined : moves[key]
}
