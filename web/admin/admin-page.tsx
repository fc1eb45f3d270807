import { useTitle } from '../app/router.tsx'

export default function AdminPage({ part }: { part: string }) {
  useTitle('Admin')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Admin</h1>
        <span className="muted">{part}</span>
      </header>
    </div>
  )
}
