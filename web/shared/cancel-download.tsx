import { Icon } from './icons.tsx'
import type { Download } from './use-download.ts'

/** Ends a download that takes long. */
export const CancelDownload = ({ download: { isLong, cancel } }: { download: Download }) =>
  isLong && (
    <button type="button" className="quiet icon-only" aria-label="Cancel the download" onClick={cancel}>
      <Icon name="close" />
    </button>
  )
