import type { Watch } from '../api/save-csv.ts'
import { DownloadButton } from '../shared/download-button.tsx'
import { useDownload } from '../shared/use-download.ts'

type Props = { what: string; save: (watch: Watch) => Promise<void>; isDisabled?: boolean }

/** Saves something as CSV, and says where that failed. */
export function SaveButton({ what, save, isDisabled = false }: Props) {
  const download = useDownload(save)
  return (
    <>
      {download.error && (
        <span className="field-error" role="alert">
          Not saved: {download.error.message}
        </span>
      )}
      <DownloadButton
        download={download}
        className="quiet"
        aria-label={`Save ${what} as CSV`}
        disabled={isDisabled}
      >
        CSV
      </DownloadButton>
    </>
  )
}
