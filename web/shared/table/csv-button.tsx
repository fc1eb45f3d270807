import { useMutation } from '@tanstack/react-query'
import { Icon } from '../icons.tsx'
import { ErrorNotice } from '../states.tsx'

/** Saves the whole list as filtered, also what is not loaded yet. */
export function CsvButton({ save }: { save: () => Promise<void> }) {
  const saving = useMutation({ mutationFn: save })
  return (
    <>
      <button type="button" disabled={saving.isPending} onClick={() => saving.mutate()}>
        <Icon name="download" />
        {saving.isPending ? 'Saving…' : 'CSV'}
      </button>
      {saving.error && <ErrorNotice title="Not saved" error={saving.error} />}
    </>
  )
}
