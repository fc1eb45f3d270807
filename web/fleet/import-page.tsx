import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import { Link, navigate, useTitle } from '../app/router.tsx'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice } from '../shared/states.tsx'
import { ImportReport } from './import-report.tsx'
import { isAdmin } from './is-admin.ts'

export type Report = Answer<'post', '/v1/admin/vehicles/import'>
type Kind = 'vehicles' | 'drivers'

const KINDS = {
  vehicles: {
    title: 'Import vehicles',
    columns: 'vehicleClass,make,model,year,plate,capacityKg,capacityM3',
    example: 'van,Tata,Ace,2024,KA01AB1234,750,4',
    hint: 'A plate that is not known is a new vehicle; of one that is, the row’s values are the vehicle’s from now on.',
  },
  drivers: {
    title: 'Import drivers',
    columns: 'email,name,phone,vehicleClass',
    example: 'ravi@example.com,Ravi Kumar,+91 98450 00001,van',
    hint: 'An address that is not known is a new driver, who waits for approval and needs an invitation to sign in.',
  },
}

/** Takes a table of vehicles or drivers: first it is only checked, and each bad row shown; then it is taken, all of it or nothing. */
export default function ImportPage({ kind }: { kind: Kind }) {
  const { title } = KINDS[kind]
  useTitle(title)
  return (
    <div className="page narrow">
      <Link href={`/${kind}`} className="back">
        <Icon name="arrowLeft" />
        All {kind}
      </Link>
      <header className="page-head">
        <h1>{title}</h1>
      </header>
      {isAdmin() ? (
        <Import kind={kind} />
      ) : (
        <Empty icon="alert" title="Not allowed">
          Tables are taken by administrators.
        </Empty>
      )}
    </div>
  )
}

/** What the server says of a table; one that was refused whole lists its rows too. */
function useImport(kind: Kind) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ csv, isDryRun }: { csv: string; isDryRun: boolean }): Promise<Report> => {
      const body = { csv, isDryRun }
      return kind === 'vehicles'
        ? call('post', '/v1/admin/vehicles/import', { body })
        : call('post', '/v1/admin/drivers/import', { body })
    },
    onSuccess: ({ isDryRun }) => {
      if (!isDryRun) void cache.invalidateQueries({ queryKey: [kind] })
    },
  })
}

function Import({ kind }: { kind: Kind }) {
  const { columns, example, hint } = KINDS[kind]
  const [csv, setCsv] = useState('')
  const take = useImport(kind)
  const report = take.data
  const isChecked = report?.isDryRun === true && take.variables?.csv === csv
  const isTaken = report?.isDryRun === false
  const csvError = take.error instanceof ApiError ? take.error.fields.csv : undefined
  const change = (text: string) => {
    setCsv(text)
    take.reset()
  }
  return (
    <form
      className="card import"
      onSubmit={(event) => {
        event.preventDefault()
        if (csv.trim() !== '') take.mutate({ csv, isDryRun: true })
      }}
    >
      <p>
        {hint} The first row names the columns: <code>{columns}</code>.
      </p>
      <label className="file">
        CSV file
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void event.target.files?.[0]?.text().then(change)}
        />
      </label>
      <label>
        or its text
        <textarea
          rows={8}
          className="id"
          value={csv}
          spellCheck={false}
          placeholder={`${columns}\n${example}`}
          aria-invalid={csvError !== undefined}
          onChange={(event) => change(event.target.value)}
        />
        {csvError && <small className="field-error">{csvError}</small>}
      </label>
      {take.error && !csvError && <ErrorNotice title="Nothing was taken" error={take.error} />}
      {report && <ImportReport report={report} csv={csv} />}
      <footer className="dialog-foot">
        {isTaken ? (
          <button type="button" className="primary" onClick={() => navigate(`/${kind}`)}>
            Show all {kind}
          </button>
        ) : (
          <>
            <button type="submit" disabled={csv.trim() === '' || take.isPending}>
              {take.isPending && take.variables.isDryRun ? 'Checking…' : 'Check'}
            </button>
            <button
              type="button"
              className="primary"
              disabled={!isChecked || report.problems.length > 0 || take.isPending}
              onClick={() => take.mutate({ csv, isDryRun: false })}
            >
              {take.isPending && !take.variables.isDryRun ? 'Importing…' : 'Import'}
            </button>
          </>
        )}
      </footer>
    </form>
  )
}
