import { useTitle } from '../app/router.tsx'

export default function PricingPage({ part }: { part: string }) {
  useTitle('Pricing')
  return (
    <div className="page">
      <header className="page-head">
        <h1>Pricing</h1>
        <span className="muted">{part}</span>
      </header>
    </div>
  )
}
