import { Link } from '../app/router.tsx'
import { Icon } from './icons.tsx'
import { useListAddress } from './table/list-place.ts'

/** From a row's page to its list, as it was looked at. */
export function BackToList({ path, all }: { path: string; all: string }) {
  const address = useListAddress(path)
  return (
    <Link href={address} className="back">
      <Icon name="arrowLeft" />
      {address === path ? all : 'Back to the list'}
    </Link>
  )
}
