import { useTitle } from '../app/router.tsx'

export default function AnalyticsPage() {
  useTitle('Analytics')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Analytics</h1>
      </header>
    </div>
  )
}
