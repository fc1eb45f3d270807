import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call, isVersionMismatch } from '../api/client.ts'
import { scaled } from '../shared/amount.ts'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import type { Market } from './markets.ts'
import { PARAMETERS, type ParameterName, type Parameters, parameterText, type Surge } from './surge-terms.ts'
import { TermInput } from './term-input.tsx'

type Typed = Record<ParameterName, string>
type Props = { mode: 'live' | 'shadow'; market: Market; surge: Surge; onClose: () => void }

const typedOf = (parameters: Parameters) =>
  Object.fromEntries(PARAMETERS.map(({ name, scale }) => [name, String(parameters[name] / scale)])) as Typed
const read = (typed: Typed) =>
  Object.fromEntries(PARAMETERS.map(({ name, scale }) => [name, scaled(typed[name], scale)])) as Parameters

/** A new version of the parameters, in force or beside those in force. */
export function ParametersDialog({ mode, market, surge, onClose }: Props) {
  const cache = useQueryClient()
  // What is being edited must not change under the hands; nor may the version that it is based on.
  const [base] = useState(() => (mode === 'shadow' ? (surge.shadow ?? surge.live) : surge.live))
  const [typed, setTyped] = useState(() => typedOf(base.parameters))
  const isLive = mode === 'live'
  const save = useMutation({
    mutationFn: async () => {
      const version = isLive || surge.shadow ? base.version : await latestShadow(market.cell)
      const body = { market: market.cell, version, parameters: read(typed) }
      return call('post', isLive ? '/v1/admin/surge/parameters' : '/v1/admin/surge/shadow', { body })
    },
    onSuccess: onClose,
    onSettled: () => cache.invalidateQueries({ queryKey: ['surge', market.cell] }),
  })
  const failure = save.error instanceof ApiError ? save.error : null
  const isConflict = isVersionMismatch(failure)
  const errors = failure?.fields ?? {}
  const hasErrors = Object.keys(errors).length > 0
  return (
    <Dialog
      title={isLive ? 'Parameters of surge' : surge.shadow ? 'Shadow set' : 'Start a shadow set'}
      onClose={onClose}
      isDrawer
    >
      <form
        className="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <p>
          {isLive
            ? 'They hold for the whole market from the next publication on; versions before stay on record.'
            : 'They run beside those in force and touch no price; the map and the report compare both.'}
        </p>
        <div className="fields">
          {PARAMETERS.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={typed[parameter.name]}
              now={parameterText(parameter, surge.live.parameters[parameter.name])}
              isChanged={read(typed)[parameter.name] !== surge.live.parameters[parameter.name]}
              error={errors[`parameters.${parameter.name}`]}
              onChange={(value) => setTyped({ ...typed, [parameter.name]: value })}
            />
          ))}
        </div>
        {isConflict && <Overtaken latest={isLive ? surge.live.parameters : surge.shadow?.parameters} />}
        {save.error && !isConflict && (
          <ErrorNotice
            title="Not saved"
            error={hasErrors ? new Error('See the fields that are marked.') : save.error}
          />
        )}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" className="primary" disabled={save.isPending || isConflict}>
            {save.isPending ? 'Saving…' : isLive ? 'Put in force' : 'Run as shadow'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** One that was ended has a number, too, and the next one follows it. */
async function latestShadow(market: string): Promise<number> {
  const { items } = await call('get', '/v1/admin/surge/parameters', { query: { market, limit: 200 } })
  return Math.max(0, ...items.filter(({ mode }) => mode === 'shadow').map(({ version }) => version))
}

const Overtaken = ({ latest }: { latest: Parameters | undefined }) => (
  <div className="notice bad" role="alert">
    <Icon name="alert" />
    <div className="notice-text">
      <b>Somebody else changed these parameters meanwhile</b>
      <span>
        Nothing of yours was saved. {latest ? `By now: ${summary(latest)}.` : 'The set was ended.'} Close this
        and edit again to start from theirs.
      </span>
    </div>
  </div>
)
const summary = (parameters: Parameters) =>
  PARAMETERS.map(
    (parameter) => `${parameter.label.toLowerCase()} ${parameterText(parameter, parameters[parameter.name])}`,
  ).join(', ')

type FieldProps = {
  parameter: (typeof PARAMETERS)[number]
  value: string
  now: string
  isChanged: boolean
  error: string | undefined
  onChange: (value: string) => void
}

function ParameterField({ parameter, value, now, isChanged, error, onChange }: FieldProps) {
  const { label, unit, min, max, means } = parameter
  const bounds = `${min} to ${max.toLocaleString()}`
  const said = error?.startsWith('Must')
    ? error.replaceAll(/`(\w+)`/g, (_, name) => labelOf(name))
    : `From ${bounds}`
  return (
    <TermInput
      label={label}
      unit={unit}
      value={value}
      isChanged={isChanged}
      isWrong={error !== undefined}
      note={error ? said : `${means}. ${bounds}${isChanged ? `; now ${now}` : ''}.`}
      onChange={onChange}
    />
  )
}

const labelOf = (name: string) =>
  `“${PARAMETERS.find((parameter) => parameter.name === name)?.label.toLowerCase() ?? name}”`
