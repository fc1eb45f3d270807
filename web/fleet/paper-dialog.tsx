import { call } from '../api/client.ts'
import type { Paper } from '../api/types.ts'
import { Dialog } from '../shared/dialog.tsx'
import type { LimitsByName, Values } from '../shared/form/constraints.ts'
import { ChoiceField, TextField } from '../shared/form/fields.tsx'
import { Form } from '../shared/form/form.tsx'
import { PAPER_KINDS, paperLabel } from './paper-kinds.ts'
import { useFleetChange } from './use-fleet-change.ts'
import type { Subject } from './use-papers.ts'

const LIMITS: LimitsByName = {
  kind: {},
  number: { isRequired: true, maxLength: 60 },
  issuedOn: {},
  expiresOn: {},
}
const FIELD_OF = { document_exists: 'number' }
const OF_VEHICLES: readonly Paper['kind'][] = ['registration', 'insurance', 'inspection', 'permit']

const send = ({ type, id }: Subject, renewedId: string | undefined, values: Values) => {
  const day = (name: string) => String(values[name] ?? '') || null
  const body = {
    number: String(values.number),
    issuedOn: day('issuedOn'),
    expiresOn: day('expiresOn'),
  }
  if (renewedId) return call('post', '/v1/admin/documents/:id/renew', { params: { id: renewedId }, body })
  const added = { ...body, kind: values.kind as Paper['kind'] }
  return type === 'driver'
    ? call('post', '/v1/admin/drivers/:id/documents', { params: { id }, body: added })
    : call('post', '/v1/admin/vehicles/:id/documents', { params: { id }, body: added })
}

type Props = { subject: Subject; renewed?: Pick<Paper, 'id' | 'kind' | 'number'>; onClose: () => void }

/** Adds a paper, or the one that takes another's place. */
export function PaperDialog({ subject, renewed, onClose }: Props) {
  const add = useFleetChange((values: Values) => send(subject, renewed?.id, values), onClose)
  const title = renewed
    ? `Renew ${paperLabel(renewed.kind).toLowerCase()} ${renewed.number}`
    : 'Add a document'
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        limits={LIMITS}
        error={add.error}
        fieldOf={FIELD_OF}
        isPending={add.isPending}
        submit={renewed ? ['Renew', 'Renewing…'] : ['Add', 'Adding…']}
        onSend={(values) => add.mutate(values)}
        onClose={onClose}
      >
        {renewed && (
          <p>The old one stays valid for as long as it was; nobody is warned of its end any more.</p>
        )}
        <div className="fields">
          {!renewed && (
            <ChoiceField
              name="kind"
              label="Kind"
              start={subject.type === 'driver' ? 'driving_licence' : 'insurance'}
              options={PAPER_KINDS.filter(
                (kind) => OF_VEHICLES.includes(kind) === (subject.type === 'vehicle') || kind === 'permit',
              ).map((kind) => [kind, paperLabel(kind)])}
            />
          )}
          <TextField name="number" label="Number" />
          <TextField name="issuedOn" label="First valid day" type="date" isOptional />
          <TextField name="expiresOn" label="Last valid day" type="date" isOptional />
        </div>
      </Form>
    </Dialog>
  )
}
