import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import { saveCsv } from '../api/save-csv.ts'
import { useOpen } from '../fleet/use-open.ts'
import { DownloadButton } from '../shared/download-button.tsx'
import { money } from '../shared/format.ts'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { useDownload } from '../shared/use-download.ts'
import { dayOf, plusDays, startOf } from '../vehicles/maintenance/month.ts'
import { Hauls } from './hauls.tsx'

const PERIODS = [7, 30, 90] as const
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })

type Figures = Answer<'get', '/v1/drivers/:id/earnings'>

/** What the driver earned in the last days, today included, with the statement of them to save. */
export function Earnings({ id }: { id: string }) {
  const { query, goTo } = useOpen()
  const days = PERIODS.find((each) => String(each) === query.get('days')) ?? PERIODS[1]
  const to = plusDays(dayOf(new Date()), 1)
  const from = plusDays(to, -days)
  const period = { from: startOf(from).toISOString(), to: startOf(to).toISOString() }
  const earnings = useQuery({
    queryKey: ['driver', id, 'earnings', period],
    queryFn: () => call('get', '/v1/drivers/:id/earnings', { params: { id }, query: period }),
  })
  const statement = useDownload((watch) =>
    saveCsv(
      '/v1/drivers/:id/statement',
      { params: { id }, query: { from, to } },
      `statement-${id.slice(-8)}-${from}.csv`,
      watch,
    ),
  )
  const { data } = earnings
  return (
    <section className="card" aria-labelledby="earnings">
      <header className="card-head">
        <h2 id="earnings">Earnings</h2>
        <div className="row">
          <label className="inline">
            <span className="visually-hidden">Period</span>
            <select className="small" value={days} onChange={(event) => goTo({ days: event.target.value })}>
              {PERIODS.map((each) => (
                <option key={each} value={each}>
                  Last {each} days
                </option>
              ))}
            </select>
          </label>
          <DownloadButton download={statement} className="small">
            Statement as CSV
          </DownloadButton>
        </div>
      </header>
      {statement.error && <ErrorNotice title="No statement was saved" error={statement.error} />}
      {earnings.error && <ErrorNotice error={earnings.error} onRetry={() => void earnings.refetch()} />}
      {earnings.isPending && <LoadingRows what="the earnings" rows={4} />}
      {data && <Sums earnings={data} slots={Array.from({ length: days }, (_, i) => plusDays(from, i))} />}
      <h3>Hauls</h3>
      <Hauls id={id} period={period} />
    </section>
  )
}

type SumsProps = { earnings: Figures; slots: string[] }
function Sums({ earnings: { currencies, days }, slots }: SumsProps) {
  if (currencies.length === 0) return <Empty icon="chart" title="Nothing was earned in this period" />
  return currencies.map((sums) => {
    const { currency } = sums
    const text = (amount: number) => money({ amount, currency })
    return (
      <div key={currency}>
        <dl className="sums">
          <Sum label="Earned" value={text(sums.earned)} isMain />
          <Sum label="Hauls" value={String(sums.trips)} />
          <Sum label="Fares" value={text(sums.fares)} />
          <Sum label="Commission" value={text(-sums.commission)} />
          <Sum label="Cash collected" value={text(sums.cashCollected)} />
          <Sum label={sums.balance < 0 ? 'They owe' : 'We owe them'} value={text(Math.abs(sums.balance))} />
        </dl>
        <Days days={days.filter((each) => each.currency === currency)} slots={slots} />
      </div>
    )
  })
}

const Sum = ({ label, value, isMain = false }: { label: string; value: string; isMain?: boolean }) => (
  <div data-main={isMain}>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
)

/** A bar for each day, of which the market's first or last may be another than ours. */
function Days({ days, slots }: { days: Figures['days']; slots: string[] }) {
  const shown = [...new Set([...slots, ...days.map(({ day }) => day)])].sort()
  const most = Math.max(1, ...days.map(({ earned }) => earned))
  return (
    <ol className="day-bars" aria-label="Earned by day">
      {shown.map((day) => {
        const sums = days.find((each) => each.day === day)
        const earned = sums?.earned ?? 0
        const text = sums
          ? `${DAY.format(new Date(day))}: ${money({ amount: earned, currency: sums.currency })}, ${sums.trips} hauls`
          : `${DAY.format(new Date(day))}: nothing`
        return (
          <li key={day} title={text}>
            <span className="visually-hidden">{text}</span>
            <i style={{ height: `${(100 * Math.max(0, earned)) / most}%` }} />
          </li>
        )
      })}
    </ol>
  )
}
