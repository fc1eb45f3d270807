import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** Grey bars where rows will be, so that the page does not jump when they come. */
export const LoadingRows = ({ what, rows = 8 }: { what: string; rows?: number }) => (
  <div className="skeleton" role="status">
    <span className="visually-hidden">Loading {what}…</span>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never change places
      <span key={row} className="bar-row" />
    ))}
  </div>
)

export const Loading = ({ what }: { what: string }) => (
  <p className="quiet-state" role="status">
    <span className="spinner" aria-hidden="true" />
    Loading {what}…
  </p>
)

type EmptyProps = { icon: IconName; title: string; children?: ReactNode }
export const Empty = ({ icon, title, children }: EmptyProps) => (
  <div className="empty">
    <Icon name={icon} />
    <b>{title}</b>
    {children && <p>{children}</p>}
  </div>
)

type ErrorProps = { error: Error; title?: string; onRetry?: () => void; isRetrying?: boolean }
export const ErrorNotice = ({ error, title, onRetry, isRetrying = false }: ErrorProps) => (
  <div className="notice bad" role="alert">
    <Icon name="alert" />
    <div className="notice-text">
      {title && <b>{title}</b>}
      <span>{error.message}</span>
    </div>
    {onRetry && (
      <button type="button" onClick={onRetry} disabled={isRetrying}>
        <Icon name="refresh" />
        Try again
      </button>
    )}
  </div>
)
