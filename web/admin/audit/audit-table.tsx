import type { Answer } from '../../api/routes.ts'
import { Link } from '../../app/router.tsx'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { sentence, shortId, words } from '../../shared/format.ts'
import { Time } from '../../shared/time.tsx'
import { changesOf } from './changes-of.ts'

export type AuditEntry = Answer<'get', '/v1/admin/audit'>['items'][number]
const FIELDS_SHOWN = 4
/** What changes with every change says nothing of it. */
const USUAL = new Set(['version', 'updatedAt'])

type Props = { items: AuditEntry[]; here: (more: Record<string, string | undefined>) => string }

export const AuditTable = ({ items, here }: Props) => (
  <table className="stacking">
    <ColumnHeads of={['Action', 'When', 'What changed', 'Of', 'By']} />
    <tbody>
      {items.map((entry) => {
        const { id, action, actor, actorId, subjectType, subjectId, occurredAt } = entry
        return (
          <tr key={id} data-entry={id}>
            <td>
              <Link href={here({ entry: id })}>{sentence(action)}</Link>
            </td>
            <td className="when">
              <Time iso={occurredAt} />
            </td>
            <td className="changed">{summaryOf(entry)}</td>
            <td>
              <Link href={here({ subjectId, cursor: undefined })} title={subjectId}>
                {sentence(subjectType)} <span className="id">{shortId(subjectId)}</span>
              </Link>
            </td>
            <td>
              {actorId ? (
                <Link href={here({ actorId, cursor: undefined })}>{actor ?? shortId(actorId)}</Link>
              ) : (
                <span className="muted">Its time</span>
              )}
            </td>
          </tr>
        )
      })}
    </tbody>
  </table>
)

function summaryOf({ before, after }: AuditEntry): string {
  const paths = changesOf(before, after)
    .map(({ path }) => path)
    .filter((path) => !USUAL.has(path))
  if (before === null && after !== null)
    return paths.length === 1 ? `${paths[0]} set` : `${paths.length} fields set`
  const more = paths.length - FIELDS_SHOWN
  return paths.slice(0, FIELDS_SHOWN).map(words).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
