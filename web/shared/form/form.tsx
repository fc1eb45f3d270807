import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { ErrorNotice } from '../states.tsx'
import { complaint, type LimitsByName, type Values, valuesOf } from './constraints.ts'

type Errors = Readonly<Record<string, string>>
const FormContext = createContext<{ limits: LimitsByName; errors: Errors }>({ limits: {}, errors: {} })

/** What a field of the form around may hold, and what is wrong with it. */
export function useField(name: string) {
  const { limits, errors } = useContext(FormContext)
  return { limits: limits[name] ?? {}, error: errors[name] }
}

const NONE: ReadonlySet<string> = new Set()

/** The server's word on each field; a refusal that names none is of the field that its code is about. */
function refusals(error: Error | null, fieldOf: Readonly<Record<string, string>>): Errors {
  if (!(error instanceof ApiError)) return {}
  const name = fieldOf[error.code]
  return Object.keys(error.fields).length > 0 || !name ? error.fields : { [name]: error.message }
}

/** A form whose fields are checked as the server checks them, and that shows what it refused at the fields, the first of them in focus. */
function useErrors(error: Error | null, limits: LimitsByName, fieldOf: Readonly<Record<string, string>>) {
  const form = useRef<HTMLFormElement>(null)
  const [complaints, setComplaints] = useState<Errors>({})
  /** What was typed in since it was found wrong. */
  const [mended, setMended] = useState(NONE)
  const all = { ...refusals(error, fieldOf), ...complaints }
  const errors = Object.fromEntries(Object.entries(all).filter(([name]) => !mended.has(name)))
  useEffect(() => {
    if (!error && Object.keys(complaints).length === 0) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error, complaints])
  /** Whether it may be sent. */
  function check(data: FormData): boolean {
    const found = [...data].flatMap(([name, value]) => {
      const told = complaint(limits[name] ?? {}, String(value).trim())
      return told ? [[name, told] as const] : []
    })
    setComplaints(Object.fromEntries(found))
    setMended(NONE)
    return found.length === 0
  }
  return { form, errors, check, onMend: (name: string) => setMended((known) => new Set(known).add(name)) }
}

type Props = {
  /** Of every field: what is refused elsewhere is said below them. */
  limits: LimitsByName
  error: Error | null
  /** By the code of a refusal, the field that it is about. */
  fieldOf?: Readonly<Record<string, string>>
  onSend: (values: Values) => void
  onClose: () => void
  /** The button that sends it, and the same while it is sent. */
  submit: readonly [label: string, pending: string]
  isPending: boolean
  isBlocked?: boolean
  isDanger?: boolean
  children: ReactNode
}
const NO_FIELDS = {}

export function Form({ limits, error, fieldOf = NO_FIELDS, onSend, onClose, submit, ...props }: Props) {
  const { form, errors, check, onMend } = useErrors(error, limits, fieldOf)
  const { isPending, isBlocked = false, isDanger = false, children } = props
  const isElsewhere = error !== null && !Object.keys(refusals(error, fieldOf)).some((name) => name in limits)
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    if (check(data)) onSend(valuesOf(data, limits))
  }
  return (
    <form
      ref={form}
      className="dialog-body"
      noValidate
      onSubmit={send}
      onInput={({ target }) => {
        if ('name' in target) onMend(String(target.name))
      }}
    >
      <FormContext value={{ limits, errors }}>{children}</FormContext>
      {isElsewhere && !isBlocked && <ErrorNotice title="Not saved" error={error} />}
      <footer className="dialog-foot">
        <button type="button" onClick={onClose}>
          Close
        </button>
        <button
          className={isDanger ? 'danger solid' : 'primary'}
          type="submit"
          disabled={isPending || isBlocked}
        >
          {submit[isPending ? 1 : 0]}
        </button>
      </footer>
    </form>
  )
}
