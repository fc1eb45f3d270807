import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icons.tsx'
import type { Download } from './use-download.ts'

type Props = ComponentProps<'button'> & { download: Download; icon?: ReactNode }

/** Begins a download and tells how far it is; one that takes long can be ended. */
export const DownloadButton = ({ download, icon, disabled = false, children, ...button }: Props) => (
  <>
    <button type="button" {...button} disabled={download.isPending || disabled} onClick={download.start}>
      {icon}
      {download.isPending ? download.progress : children}
    </button>
    {download.isLong && (
      <button
        type="button"
        className="quiet icon-only"
        aria-label="Cancel the download"
        onClick={download.cancel}
      >
        <Icon name="close" />
      </button>
    )}
  </>
)
