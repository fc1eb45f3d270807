import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { addressOf, call } from '../../api/client.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { Link, navigate, useAddress } from '../../app/router.tsx'
import { ListRows } from '../../shared/list-rows.tsx'
import { Pager } from '../../shared/pager.tsx'
import { Empty } from '../../shared/states.tsx'
import { CsvButton } from '../../shared/table/csv-button.tsx'
import { AuditDialog } from './audit-dialog.tsx'
import { AuditFilters, readAuditFilters, wantedOf } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'

const PAGE_SIZE = 50

/** Who changed what, when and from where. */
export default function AuditPart() {
  const { query } = useAddress()
  const filters = readAuditFilters(query)
  const cursor = query.get('cursor') ?? undefined
  const entry = query.get('entry')
  const here = (more: Record<string, string | undefined> = {}) =>
    addressOf('/admin/audit', {}, { ...filters, cursor, ...more })
  const list = useQuery({
    queryKey: ['audit', filters, cursor],
    queryFn: () =>
      call('get', '/v1/admin/audit', {
        query: { ...wantedOf(filters), limit: PAGE_SIZE, ...(cursor && { cursor }) },
      }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <header className="page-head">
        <h2>Audit log</h2>
        <AuditFilters filters={filters} />
        <div className="actions">
          <CsvButton
            save={(watch) => saveCsv('/v1/admin/audit', { query: wantedOf(filters) }, 'audit-log.csv', watch)}
          />
        </div>
      </header>
      <ListRows
        list={list}
        what="entries"
        empty={
          <Empty icon="history" title="Nothing that fits was changed">
            <Link href="/admin/audit">Show all changes</Link>
          </Empty>
        }
      >
        {(items) => <AuditTable items={items} here={here} />}
      </ListRows>
      <Pager
        label="More entries"
        newest={cursor && here({ cursor: undefined })}
        older={next && here({ cursor: next })}
      />
      {entry && <AuditDialog key={entry} id={entry} onClose={() => navigate(here())} />}
    </div>
  )
}
