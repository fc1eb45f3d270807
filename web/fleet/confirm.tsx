import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'

type Props<Done> = {
  title: string
  change: UseMutationResult<Done, Error, void>
  submit: readonly [label: string, pending: string]
  onClose: () => void
  /** What it brings about. */
  children: ReactNode
}

/** Asks before something is done that takes effect at once. */
export const Confirm = <Done,>({ title, change, submit, onClose, children }: Props<Done>) => (
  <Dialog title={title} onClose={onClose}>
    <div className="dialog-body">
      <p>{children}</p>
      {change.error && <ErrorNotice title="Nothing was changed" error={change.error} />}
      <footer className="dialog-foot">
        <button type="button" onClick={onClose}>
          Close
        </button>
        <button
          type="button"
          className="danger solid"
          disabled={change.isPending}
          onClick={() => change.mutate()}
        >
          {submit[change.isPending ? 1 : 0]}
        </button>
      </footer>
    </div>
  </Dialog>
)
