import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Icon } from './icons.tsx'

const SHOWN_MS = 12_000

type Action = {
  label: string
  /** What is said once it is done. @throws what is said when it is not. */
  run: () => Promise<string>
}
export type Said = { text: string; tone?: 'good' | 'bad'; action?: Action }
type Notice = Said & { id: number }

let notices: readonly Notice[] = []
let lastId = 0
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
function keep(next: readonly Notice[]) {
  notices = next
  for (const listener of listeners) listener()
}
const dismiss = (id: number) => keep(notices.filter((notice) => notice.id !== id))

/** Says on any page what has happened; with an action, such as taking it back, for as long as it is shown. */
export function notify(said: Said): void {
  lastId++
  keep([...notices, { ...said, id: lastId }])
}

/** Where `notify` is heard: once, around every page. */
export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notices)
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      <ul>
        {shown.map((notice) => (
          <Shown key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  )
}

function Shown({ notice: { id, text, tone = 'good', action } }: { notice: Notice }) {
  const [isHeld, setHeld] = useState(false)
  const act = useMutation({
    mutationFn: async ({ run }: Action) => run(),
    onSuccess: (said) => {
      notify({ text: said })
      dismiss(id)
    },
  })
  const isKept = isHeld || act.isPending || act.isError
  useEffect(() => {
    if (isKept) return
    const timer = setTimeout(() => dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, isKept])
  const hold = () => setHeld(true)
  const release = () => setHeld(false)
  return (
    <li
      className={`toast ${act.error ? 'bad' : tone}`}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <Icon name={act.error || tone === 'bad' ? 'alert' : 'check'} />
      <span>{act.error ? act.error.message : text}</span>
      {action && !act.error && (
        <button type="button" disabled={act.isPending} onClick={() => act.mutate(action)}>
          {act.isPending ? 'Wait…' : action.label}
        </button>
      )}
      <button type="button" className="quiet icon-only" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <Icon name="close" />
      </button>
    </li>
  )
}
