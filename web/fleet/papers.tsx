import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Paper } from '../api/types.ts'
import { Badge } from '../shared/badge.tsx'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { PaperDialog } from './paper-dialog.tsx'
import { daysLeftText, isInUse, PAPER_LOOKS, paperLabel } from './paper-kinds.ts'
import { RemovePaperDialog } from './remove-paper-dialog.tsx'
import { useOpen } from './use-open.ts'
import { type Subject, usePapers } from './use-papers.ts'

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
const dayText = (date: string | null) => (date ? day.format(new Date(date)) : '')
type ShownPaper = Omit<Paper, 'subject'>

/** The papers of a driver or a vehicle: what is valid and until when, and what is required and lacking. */
export function Papers({ subject, isFixed = false }: { subject: Subject; isFixed?: boolean }) {
  const { open, of, show, close } = useOpen()
  const papers = usePapers(subject)
  const settings = useQuery({
    queryKey: ['fleet-settings'],
    queryFn: () => call('get', '/v1/admin/fleet-settings', {}),
  })
  const items = papers.data?.items ?? []
  const inUse = items.filter(isInUse)
  const needed = settings.data?.[`${subject.type}Documents`] ?? []
  const isGood = ({ state }: ShownPaper) => state === 'valid' || state === 'expiring' || state === 'renewed'
  const lacking = needed.filter((kind) => !items.some((paper) => paper.kind === kind && isGood(paper)))
  const paper = items.find(({ id }) => id === of)
  return (
    <section className="card papers" aria-labelledby="papers">
      <header className="card-head">
        <h2 id="papers">Documents</h2>
        {!isFixed && (
          <button type="button" className="small" onClick={() => show('paper')}>
            <Icon name="plus" />
            Add
          </button>
        )}
      </header>
      {papers.error && <ErrorNotice error={papers.error} onRetry={() => void papers.refetch()} />}
      {papers.isPending && <LoadingRows what="documents" rows={2} />}
      {papers.data && (
        <>
          {lacking.map((kind) => (
            <p key={kind} className="notice bad" data-lacking={kind}>
              <Icon name="alert" />
              <span className="notice-text">
                <b>{paperLabel(kind)} required</b>
                <span>None is valid today: this blocks matching.</span>
              </span>
            </p>
          ))}
          {inUse.length === 0 && lacking.length === 0 && <Empty icon="list" title="No documents yet" />}
          <PaperRows
            papers={inUse}
            isFixed={isFixed}
            needed={needed}
            onOpen={(what, id) => show(what, { of: id })}
          />
          <Earlier papers={items.filter((each) => !isInUse(each))} />
        </>
      )}
      {open === 'paper' && <PaperDialog subject={subject} onClose={close} />}
      {open === 'renew' && paper && <PaperDialog subject={subject} renewed={paper} onClose={close} />}
      {open === 'remove' && paper && <RemovePaperDialog paper={paper} onClose={close} />}
    </section>
  )
}

type RowsProps = {
  papers: ShownPaper[]
  isFixed: boolean
  needed: readonly Paper['kind'][]
  onOpen: (what: 'renew' | 'remove', id: string) => void
}
const PaperRows = ({ papers, isFixed, needed, onOpen }: RowsProps) => (
  <ul className="record-list">
    {papers.map((paper) => {
      const { id, kind, number, expiresOn, daysLeft, state } = paper
      const name = `${paperLabel(kind)} ${number}`
      return (
        <li key={id} data-paper={number}>
          <div className="record">
            <b>{paperLabel(kind)}</b>
            <span className="id">{number}</span>
          </div>
          <Badge state={state} {...PAPER_LOOKS[state]} />
          <span className="record-note muted">
            {expiresOn ? `${state === 'expired' ? 'Ended' : 'Ends'} ${dayText(expiresOn)}, ` : 'Good '}
            {daysLeftText(daysLeft)}
            {needed.includes(kind) && ' · required'}
          </span>
          {!isFixed && (
            <span className="record-actions">
              <button
                type="button"
                className="quiet small"
                aria-label={`Renew ${name}`}
                onClick={() => onOpen('renew', id)}
              >
                Renew
              </button>
              <button
                type="button"
                className="quiet small"
                aria-label={`Remove ${name}`}
                onClick={() => onOpen('remove', id)}
              >
                Remove
              </button>
            </span>
          )}
        </li>
      )
    })}
  </ul>
)

function Earlier({ papers }: { papers: ShownPaper[] }) {
  if (papers.length === 0) return null
  return (
    <details className="earlier">
      <summary>Earlier documents ({papers.length})</summary>
      <ul className="record-list">
        {papers.map(({ id, kind, number, expiresOn, state }) => (
          <li key={id}>
            <div className="record">
              <span>{paperLabel(kind)}</span>
              <span className="id">{number}</span>
            </div>
            <Badge state={state} {...PAPER_LOOKS[state]} />
            <span className="record-note muted">
              {expiresOn ? `Until ${dayText(expiresOn)}` : 'Without end'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
