import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, readFile } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import type { BookingDetail } from '../api/types.ts'
import { ReleasePins } from '../dispatch/row-actions.tsx'
import { kilometres, sentence } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'

type ProofOf = Answer<'get', '/v1/bookings/:id/proofs'>['items'][number]
type ProofFile = ProofOf['files'][number]

const REQUIREMENTS: Record<string, string> = {
  pickupPin: 'PIN at the pickup',
  dropoffPin: 'PIN at the drop-off',
  photo: 'Photo',
  signature: 'Signature',
}
const named = (requirements: readonly string[]) =>
  requirements.map((each) => REQUIREMENTS[each] ?? sentence(each)).join(', ')

/** What the customer wanted proved, and what the driver has kept as proof; nothing where there is neither. */
export function Proof({ booking: { id, version, verification, proof } }: { booking: BookingDetail }) {
  const proofs = useQuery({
    queryKey: ['booking', id, 'proofs', version],
    queryFn: () => call('get', '/v1/bookings/:id/proofs', { params: { id } }),
  })
  const kept = proofs.data?.items ?? []
  const written = Object.entries(proof ?? {})
  if (!verification && kept.length === 0 && written.length === 0 && !proofs.error) return null
  return (
    <section className="card">
      <h2>Proof of delivery</h2>
      {proofs.error && <ErrorNotice error={proofs.error} onRetry={() => void proofs.refetch()} />}
      <dl className="facts">
        {verification && verification.required.length > 0 && (
          <>
            <dt>Asked for</dt>
            <dd>{named(verification.required)}</dd>
          </>
        )}
        {verification && verification.waived.length > 0 && (
          <>
            <dt>Waived</dt>
            <dd>{named(verification.waived)}</dd>
          </>
        )}
        {verification?.isPinLocked && (
          <>
            <dt>PIN</dt>
            <dd className="row">
              <span className="badge bad">
                <Icon name="alert" />
                Locked: too many wrong ones
              </span>
              <ReleasePins id={id} />
            </dd>
          </>
        )}
        {written.map(([name, text]) => (
          <Written key={name} name={name} text={text} />
        ))}
      </dl>
      {kept.map((each) => (
        <Kept key={each.id} proof={each} />
      ))}
    </section>
  )
}

const Written = ({ name, text }: { name: string; text: string }) => (
  <>
    <dt>{sentence(name)}</dt>
    <dd>{text}</dd>
  </>
)

const Kept = ({ proof: { place, recipientName, at, distanceM, isFar, files } }: { proof: ProofOf }) => (
  <div className="proof">
    <p>
      <b>{sentence(place)}</b>
      {recipientName && `, received by ${recipientName}`}{' '}
      <span className="muted">
        <Time iso={at} />
      </span>
      {isFar && distanceM !== null && (
        <span className="badge waiting">
          <Icon name="alert" />
          {kilometres(distanceM)} from the place
        </span>
      )}
    </p>
    <div className="row">
      {files.map((file) => (
        <Picture key={file.sha256} file={file} />
      ))}
    </div>
  </div>
)

function Picture({ file: { kind, path, sha256, widthPx, heightPx } }: { file: ProofFile }) {
  const file = useQuery({
    queryKey: ['file', sha256],
    queryFn: () => readFile(path),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!file.data) return
    const made = URL.createObjectURL(file.data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file.data])
  if (file.error) return <p className="field-error">The {kind} could not be read.</p>
  const style = { aspectRatio: `${widthPx} / ${heightPx}` }
  if (!url)
    return <span className="proof-file" style={style} role="status" aria-label={`Loading the ${kind}…`} />
  return (
    <a href={url} target="_blank" rel="noreferrer">
      <img className="proof-file" style={style} src={url} alt={`The ${kind}`} />
    </a>
  )
}
