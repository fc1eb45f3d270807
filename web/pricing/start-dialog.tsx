import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, call, isVersionMismatch } from '../api/client.ts'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { Dialog } from '../shared/dialog.tsx'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { changesOf, type DraftBody, type RateCard } from './rate-terms.ts'
import { Until, ZonedTime } from './zoned-time.tsx'

type Props = {
  body: DraftBody
  held: RateCard | undefined
  /** The number of the latest version that is known. */
  latest: number
  onClose: () => void
  /** For what the server has against a field. */
  onRefused: (error: ApiError) => void
  onStarted: () => void
}

/** Says what a version will change, and starts it. */
export function StartDialog({ body, held, latest, onClose, onRefused, onStarted }: Props) {
  const cache = useQueryClient()
  const start = useMutation({
    mutationFn: () => call('post', '/v1/admin/rate-cards', { body: { ...body, version: latest } }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['rate-cards'] })
      onStarted()
    },
    onError: (error) => {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) onRefused(error)
    },
  })
  const isOvertaken = isVersionMismatch(start.error)
  const className = body.vehicleClass && vehicleClassLabel(body.vehicleClass)
  return (
    <Dialog title={body.startsAt ? 'Plan this version?' : 'Start this version now?'} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate()
        }}
      >
        <p>
          {className} quotes go by it{' '}
          {body.startsAt && held ? (
            <>
              from <ZonedTime iso={body.startsAt} zone={held.timeZone} /> on (<Until iso={body.startsAt} />)
            </>
          ) : (
            'from the next one on'
          )}
          . Quotes that were given before keep their price.
        </p>
        <Changes body={body} held={held} />
        {isOvertaken && (
          <div className="notice bad" role="alert">
            <Icon name="alert" />
            <div className="notice-text">
              <b>Somebody else added a version meanwhile</b>
              <span>
                Nothing of yours was stored. Read the versions again: your draft stays, and is compared with
                what is in force by then.
              </span>
            </div>
            <button
              type="button"
              onClick={() => {
                void cache.invalidateQueries({ queryKey: ['rate-cards'] })
                onClose()
              }}
            >
              Read again
            </button>
          </div>
        )}
        {start.error && !isOvertaken && <ErrorNotice title="Not started" error={start.error} />}
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Keep drafting
          </button>
          <button type="submit" className="primary" disabled={start.isPending || isOvertaken}>
            {start.isPending ? 'Storing…' : body.startsAt ? 'Plan the version' : 'Start the version'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

function Changes({ body, held }: { body: DraftBody; held: RateCard | undefined }) {
  if (!held) return <p>This class has no prices in force; from then on it can be booked.</p>
  const changes = changesOf(held, { ...held, ...body } as RateCard)
  if (changes.length === 0)
    return <p className="notice">Its prices are the same as those of version {held.version}, in force.</p>
  return (
    <table className="plain changes">
      <caption className="visually-hidden">What changes</caption>
      <ColumnHeads
        of={['What changes', `Now, v${held.version}`, 'Then']}
        numbers={[`Now, v${held.version}`, 'Then']}
      />
      <tbody>
        {changes.map(({ name, label, before, after }) => (
          <tr key={name}>
            <th scope="row">{label}</th>
            <td className="number">{before}</td>
            <td className="number">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
