import { useTitle } from '../app/router.tsx'

export default function ReplayPage() {
  useTitle('Replay')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Replay</h1>
      </header>
    </div>
  )
}
