import type { Session } from './types.ts'

const STORED_SESSION = 'hexhaul.session'
const listeners = new Set<() => void>()
let raw = localStorage.getItem(STORED_SESSION)
let session = parse(raw)

function parse(text: string | null): Session | null {
  try {
    return text ? (JSON.parse(text) as Session) : null
  } catch {
    return null
  }
}

/** Other tabs renew the session too: what is stored is what counts. */
export function currentSession(): Session | null {
  const stored = localStorage.getItem(STORED_SESSION)
  if (stored !== raw) {
    raw = stored
    session = parse(stored)
  }
  return session
}

export function keepSession(next: Omit<Session, 'expiresAtMs' | 'renewalKey'> | null) {
  if (next) {
    const expiresAtMs = Date.now() + next.expiresIn * 1_000
    localStorage.setItem(STORED_SESSION, JSON.stringify({ ...next, expiresAtMs, renewalKey: newKey() }))
  } else localStorage.removeItem(STORED_SESSION)
  for (const listener of listeners) listener()
}

/** Random hex; `crypto.randomUUID` exists on secure origins only. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, '0')).join('')

export function onSessionChange(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

let renewal: Promise<void> | null = null

/**
 * Runs `work` once, however many ask meanwhile, in this tab and in all others: a refresh token is good for one use only.
 */
export function renewOnce(work: () => Promise<void>): Promise<void> {
  // Browsers offer locks on secure origins only; elsewhere a second tab finds the session renewed, or signs in again.
  renewal ??= Promise.resolve(
    navigator.locks ? navigator.locks.request(STORED_SESSION, work) : work(),
  ).finally(() => {
    renewal = null
  })
  return renewal
}
