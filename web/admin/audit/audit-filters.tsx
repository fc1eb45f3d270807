import { addressOf } from '../../api/client.ts'
import { Link, navigate } from '../../app/router.tsx'
import { choice, Filters } from '../../shared/filters.tsx'
import { sentence, shortId } from '../../shared/format.ts'
import { Icon } from '../../shared/icons.tsx'

const NAMES = ['q', 'subjectType', 'subjectId', 'actorId', 'action', 'requestId', 'from', 'to'] as const
export type AuditFilter = Record<(typeof NAMES)[number], string>

const SUBJECTS = [
  'booking',
  'commission',
  'dead_letter',
  'document',
  'driver',
  'fleet_settings',
  'invoice',
  'ledger_entry',
  'maintenance',
  'market',
  'rate_card',
  'simulator',
  'user',
  'vehicle',
  'webhook',
  'zone',
] as const
const CHOICES = [choice('subjectType', 'Of', SUBJECTS, sentence)]
/** What is filtered by from a row of the list, and taken off again here. */
const CHOSEN = { actorId: 'By', subjectId: 'Subject', action: 'Action', requestId: 'Request' } as const

export const readAuditFilters = (query: URLSearchParams) =>
  Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ''])) as AuditFilter

/** As the API takes them: those that are set, times in UTC. */
export function wantedOf(filters: AuditFilter): Partial<AuditFilter> {
  const set = Object.entries(filters).filter(([, value]) => value !== '')
  return Object.fromEntries(set.map(([name, value]) => [name, isTime(name) ? toUtc(value) : value]))
}

const isTime = (name: string) => name === 'from' || name === 'to'
/** What cannot be read as a time goes to the server as it is, which says so. */
const toUtc = (local: string) => {
  const time = new Date(local)
  return Number.isNaN(time.getTime()) ? local : time.toISOString()
}

export function AuditFilters({ filters }: { filters: AuditFilter }) {
  const here = (more: Partial<AuditFilter>) => addressOf('/admin/audit', {}, { ...filters, ...more })
  const moment = (name: 'from' | 'to', label: string) => (
    <label className="inline">
      {label}
      <input
        type="datetime-local"
        value={filters[name]}
        onChange={({ target }) => navigate(here({ [name]: target.value }), { isReplacing: true })}
      />
    </label>
  )
  const chosen = (Object.keys(CHOSEN) as (keyof typeof CHOSEN)[]).filter((name) => filters[name] !== '')
  return (
    <>
      <Filters path="/admin/audit" choices={CHOICES} values={filters} placeholder="Search who and what" />
      <div className="filters">
        {moment('from', 'From')}
        {moment('to', 'To')}
      </div>
      {chosen.map((name) => (
        <Link key={name} className="button chip" href={here({ [name]: '' })}>
          {CHOSEN[name]}: {name === 'action' ? sentence(filters[name]) : shortId(filters[name])}
          <Icon name="close" />
          <span className="visually-hidden">Take this filter off</span>
        </Link>
      ))}
    </>
  )
}
