import { useTitle } from '../app/router.tsx'

export default function VehiclePage({ id }: { id: string }) {
  useTitle('Vehicle')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Vehicle</h1>
        <span className="muted">{id}</span>
      </header>
    </div>
  )
}
