import { addressOf } from '../../api/client.ts'
import { navigate } from '../../app/router.tsx'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The day of an address's query, where it is one. */
export const dayIn = (text: string | null) =>
  text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''
/** When a day begins where the browser is, or one so many days later. */
export const startOf = (day: string, daysLater = 0) => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}

type Props = { path: string; name: string; label: string; values: Record<string, string> }

/** A day as a filter; choosing goes to the address that has it. */
export const DayFilter = ({ path, name, label, values }: Props) => (
  <label className="inline">
    {label}
    <input
      type="date"
      value={values[name] ?? ''}
      onChange={(event) =>
        navigate(addressOf(path, {}, { ...values, [name]: event.target.value }), { isReplacing: true })
      }
    />
  </label>
)
