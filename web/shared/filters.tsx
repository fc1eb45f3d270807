import { type ReactNode, useEffect, useState } from 'react'
import { addressOf } from '../api/client.ts'
import { navigate } from '../app/router.tsx'

const TYPING_MS = 300
const SEARCH_MAX_CHARS = 60

/** One of several words, or all; named as the query of the address names it. */
export type Choice = { name: string; label: string; options: readonly { word: string; label: string }[] }

export const choice = <T extends string>(
  name: string,
  label: string,
  words: readonly T[],
  labelOf: (word: T) => string,
): Choice => ({ name, label, options: words.map((word) => ({ word, label: labelOf(word) })) })

type ChooseProps = {
  path: string
  choice: Choice
  /** What the filters are now, by name. */
  values: Record<string, string>
}

/** One filter; choosing goes to the address that has it. */
export const Choose = ({ path, choice: { name, label, options }, values }: ChooseProps) => (
  <label className="inline">
    {label}
    <select
      value={values[name] ?? ''}
      onChange={(event) => navigate(addressOf(path, {}, { ...values, [name]: event.target.value }))}
    >
      <option value="">All</option>
      {options.map((option) => (
        <option key={option.word} value={option.word}>
          {option.label}
        </option>
      ))}
    </select>
  </label>
)

type Props = {
  path: string
  choices: readonly Choice[]
  /** As of `Choose`; the search is `q`. */
  values: Record<string, string>
  placeholder: string
  /** Filters of other kinds. */
  children?: ReactNode
}

/** Filters live in the address; what is typed goes there once the typing pauses. */
export function Filters({ path, choices, values, placeholder, children }: Props) {
  const q = values.q ?? ''
  const [typed, setTyped] = useState(q)
  useEffect(() => setTyped(q), [q])
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(() => {
      // As it is by then: what was chosen or opened while the typing paused stays.
      const now = Object.fromEntries(new URLSearchParams(location.search))
      const wanted = { ...now, q: typed.trim(), cursor: undefined }
      navigate(addressOf(path, {}, wanted), { isReplacing: true })
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, q, path])
  return (
    <search className="filters">
      {choices.map((each) => (
        <Choose key={each.name} path={path} choice={each} values={values} />
      ))}
      {children}
      <label className="inline grow">
        <span className="visually-hidden">Search</span>
        <input
          type="search"
          value={typed}
          placeholder={placeholder}
          maxLength={SEARCH_MAX_CHARS}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
    </search>
  )
}

/** The word if it is one of these. */
export const oneOf = <T extends string>(words: readonly T[], word: string | null): T | undefined =>
  words.find((each) => each === word)
