import { addressOf } from '../api/client.ts'
import { navigate, useAddress } from '../app/router.tsx'

/** What is open above a page, and of what, as its address says; `goTo` changes other parts of the query. */
export function useOpen() {
  const { path, query } = useAddress()
  const goTo = (more: Record<string, string | undefined>) =>
    navigate(addressOf(path, {}, { ...Object.fromEntries(query), ...more }))
  return {
    open: query.get('open'),
    of: query.get('of'),
    query,
    goTo,
    show: (open: string, more: Record<string, string> = {}) => goTo({ of: undefined, ...more, open }),
    close: () => goTo({ open: undefined, of: undefined, from: undefined, to: undefined }),
  }
}
