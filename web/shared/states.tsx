export const Loading = ({ what }: { what: string }) => (
  <p className="page muted" role="status">
    Loading {what}…
  </p>
)

export const Empty = ({ text }: { text: string }) => <p className="muted">{text}</p>

export function ErrorNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div className="notice bad row spread" role="alert">
      <span>{error.message}</span>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}

const TONE: Record<string, string> = {
  completed: 'good',
  active: 'good',
  searching: 'warn',
  scheduled: 'warn',
  maintenance: 'warn',
  cancelled: 'bad',
  unfulfilled: 'bad',
  retired: 'bad',
}
export const Badge = ({ state }: { state: string }) => (
  <span className={`badge ${TONE[state] ?? 'busy'}`} data-state={state}>
    {words(state)}
  </span>
)

export const words = (name: string) => name.replaceAll('_', ' ').replaceAll('.', ' ')
