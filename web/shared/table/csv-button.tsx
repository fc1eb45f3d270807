import type { Watch } from '../../api/save-csv.ts'
import { DownloadButton } from '../download-button.tsx'
import { Icon } from '../icons.tsx'
import { ErrorNotice } from '../states.tsx'
import { useDownload } from '../use-download.ts'

/** Saves the whole list as filtered, also what is not loaded yet. */
export function CsvButton({ save }: { save: (watch: Watch) => Promise<void> }) {
  const download = useDownload(save)
  return (
    <>
      <DownloadButton download={download} icon={<Icon name="download" />}>
        CSV
      </DownloadButton>
      {download.error && <ErrorNotice title="Not saved" error={download.error} />}
    </>
  )
}
