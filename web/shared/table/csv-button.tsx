import type { Watch } from '../../api/save-csv.ts'
import { CancelDownload } from '../cancel-download.tsx'
import { Icon } from '../icons.tsx'
import { ErrorNotice } from '../states.tsx'
import { useDownload } from '../use-download.ts'

/** Saves the whole list as filtered, also what is not loaded yet. */
export function CsvButton({ save }: { save: (watch: Watch) => Promise<void> }) {
  const download = useDownload(save)
  return (
    <>
      <button type="button" disabled={download.isPending} onClick={download.start}>
        <Icon name="download" />
        {download.isPending ? download.progress : 'CSV'}
      </button>
      <CancelDownload download={download} />
      {download.error && <ErrorNotice title="Not saved" error={download.error} />}
    </>
  )
}
