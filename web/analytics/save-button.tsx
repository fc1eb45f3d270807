import { useMutation } from '@tanstack/react-query'

type Props = { what: string; save: () => Promise<void>; isDisabled?: boolean }

/** Saves something as CSV, and says where that failed. */
export function SaveButton({ what, save, isDisabled = false }: Props) {
  const saving = useMutation({ mutationFn: save })
  return (
    <>
      {saving.error && (
        <span className="field-error" role="alert">
          Not saved: {saving.error.message}
        </span>
      )}
      <button
        type="button"
        className="quiet"
        aria-label={`Save ${what} as CSV`}
        disabled={saving.isPending || isDisabled}
        onClick={() => saving.mutate()}
      >
        {saving.isPending ? 'Saving…' : 'CSV'}
      </button>
    </>
  )
}
