import { type ComponentProps, useEffect, useSyncExternalStore } from 'react'

const CHANGED = 'hexhaul:navigated'
const subscribe = (listener: () => void) => {
  window.addEventListener('popstate', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

export function navigate(to: string, { isReplacing = false } = {}) {
  if (isReplacing) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  window.dispatchEvent(new Event(CHANGED))
}

/** The address of the page; the component is drawn again when it changes. */
export function useAddress() {
  const href = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  const { pathname, searchParams } = new URL(href, location.origin)
  return { path: pathname, query: searchParams }
}

/** Names the page in the browser's tab and history. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Hexhaul`
  }, [title])
}

export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  return (
    <a
      href={href}
      {...rest}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        navigate(href)
      }}
    />
  )
}
