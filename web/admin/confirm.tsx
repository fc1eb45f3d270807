import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Dialog } from '../shared/dialog.tsx'
import { ErrorNotice } from '../shared/states.tsx'

type Props<Data> = {
  title: string
  /** What is pressed to do it, and what it says while it is done. */
  words: { act: string; acting: string; refused: string; keep: string }
  action: UseMutationResult<Data, Error, void>
  isDangerous?: boolean
  onClose: () => void
  children: ReactNode
}

/** Asks once more before something is done, and tells where it was refused. */
export const Confirm = <Data,>({ title, words, action, isDangerous, onClose, children }: Props<Data>) => (
  <Dialog title={title} onClose={onClose}>
    <div className="dialog-body">
      <p>{children}</p>
      {action.error && <ErrorNotice title={words.refused} error={action.error} />}
      <footer className="dialog-foot">
        <button type="button" onClick={onClose}>
          {words.keep}
        </button>
        <button
          type="button"
          className={isDangerous ? 'danger solid' : 'primary'}
          disabled={action.isPending}
          onClick={() => action.mutate()}
        >
          {action.isPending ? words.acting : words.act}
        </button>
      </footer>
    </div>
  </Dialog>
)
