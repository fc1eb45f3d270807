import { type ComponentType, lazy, type ReactNode, useInsertionEffect } from 'react'

/** By their addresses. */
const loading = new Map<string, Promise<CSSStyleSheet>>()

/** Loads a style sheet that only some pages need, once. Ours stand after all others, a library's before. @throws Error where it does not load. */
export function loadSheet(href: string, stands: 'first' | 'last'): Promise<CSSStyleSheet> {
  const known = loading.get(href)
  if (known) return known
  const sheet = new Promise<CSSStyleSheet>((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = () => resolve(link.sheet as CSSStyleSheet)
    link.onerror = () => {
      link.remove()
      loading.delete(href)
      reject(new Error('The style of this page did not load.'))
    }
    if (stands === 'first') document.head.prepend(link)
    else document.head.append(link)
  })
  loading.set(href, sheet)
  return sheet
}

/** A page that comes with a style sheet of its own, which holds only while the page is shown. */
export const styledPage = <Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  href: string,
) =>
  lazy(async () => {
    const [{ default: Page }, sheet] = await Promise.all([load(), loadSheet(href, 'last')])
    return {
      default: (props: Props) => (
        <Styled sheet={sheet}>
          <Page {...props} />
        </Styled>
      ),
    }
  })

function Styled({ sheet, children }: { sheet: CSSStyleSheet; children: ReactNode }) {
  useInsertionEffect(() => {
    sheet.disabled = false
    return () => {
      sheet.disabled = true
    }
  }, [sheet])
  return children
}
