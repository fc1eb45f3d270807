import { Link } from '../app/router.tsx'
import { Icon } from './icons.tsx'

type Props = { label: string; newest: string | undefined; older: string | null | undefined }

/** Where a list that reads newest first goes on; back is the browser's. */
export function Pager({ label, newest, older }: Props) {
  if (!newest && !older) return null
  return (
    <nav className="pager" aria-label={label}>
      {newest && (
        <Link className="button" href={newest}>
          <Icon name="arrowLeft" />
          Newest
        </Link>
      )}
      {older && (
        <Link className="button" href={older}>
          Older
          <Icon name="arrowRight" />
        </Link>
      )}
    </nav>
  )
}
