import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { ErrorNotice } from './states.tsx'

type Props<Done> = {
  title: string
  action: UseMutationResult<Done, Error, void>
  submit: readonly [label: string, pending: string]
  /** What leaves it as it is, and what is said where it was refused. */
  keep?: string
  refused?: string
  isDangerous?: boolean
  onClose: () => void
  /** What it brings about. */
  children: ReactNode
}

/** Asks once more before something is done that takes effect at once, and tells where it was refused. */
export const Confirm = <Done,>({ title, action, submit, onClose, children, ...props }: Props<Done>) => {
  const { keep = 'Close', refused = 'Nothing was changed', isDangerous = true } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body">
        <p>{children}</p>
        {action.error && <ErrorNotice title={refused} error={action.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            {keep}
          </button>
          <button
            type="button"
            className={isDangerous ? 'danger solid' : 'primary'}
            disabled={action.isPending}
            onClick={() => action.mutate()}
          >
            {submit[action.isPending ? 1 : 0]}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
