import { useTitle } from '../app/router.tsx'

export default function DriverPage({ id }: { id: string }) {
  useTitle('Driver')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Driver</h1>
        <span className="muted">{id}</span>
      </header>
    </div>
  )
}
