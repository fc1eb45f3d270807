const KEPT_VIEW = 'hexhaul.view'
type View = { center: [number, number]; zoom: number; bearing: number }

/** Where this browser looked last; undefined on a first visit. */
export function startView(): View | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEPT_VIEW) ?? 'null') as View | null) ?? undefined
  } catch {
    return undefined
  }
}
export const keepView = (view: View) => localStorage.setItem(KEPT_VIEW, JSON.stringify(view))
