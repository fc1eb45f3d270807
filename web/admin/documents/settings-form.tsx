import { useId } from 'react'
import { isVersionMismatch } from '../../api/client.ts'
import type { Paper } from '../../api/types.ts'
import { PAPER_KINDS, paperLabel } from '../../fleet/paper-kinds.ts'
import { ColumnHeads } from '../../shared/column-heads.tsx'
import { ConflictChoice } from '../../shared/conflict-choice.tsx'
import { Icon } from '../../shared/icons.tsx'
import { Saved } from '../../shared/saved.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { TextField } from '../text-field.tsx'
import { addedText, differences, HOLDER_LISTS, HOLDERS, type Required, type Settings } from './required.ts'
import { useSettings } from './use-settings.ts'

const ZONES = Intl.supportedValuesOf('timeZone')

/** Changes what is required of the fleet; it counts at once. */
export function SettingsForm({ start }: { start: Settings }) {
  const { base, chosen, conflict, save, errors, isChanged, choose, takeTheirs } = useSettings(start)
  const zones = useId()
  const added = addedText(base, chosen)
  return (
    <form
      className="card documents-form"
      aria-label="What is required"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(base)
      }}
    >
      <p>Who lacks a valid document of each kind that is required here gets no hauls until there is one.</p>
      <KindTable chosen={chosen} onChoose={choose} />
      <TextField
        label="Time zone of the company"
        hint="An IANA name, as in Asia/Kolkata: a document's last day ends at midnight there"
        list={zones}
        value={chosen.timeZone}
        onChange={({ target }) => choose({ timeZone: target.value })}
        error={errors.timeZone}
      />
      <datalist id={zones}>
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {added && (
        <p className="notice">
          <Icon name="alert" />
          <span className="notice-text">
            <b>This takes effect at once</b>
            <span>From then on {added} get no hauls.</span>
          </span>
        </p>
      )}
      {conflict && (
        <ConflictChoice
          what="what is required"
          changes={differences(conflict.current, conflict.chosen)}
          isPending={save.isPending}
          onTakeTheirs={() => takeTheirs(conflict)}
          onKeepMine={() => save.mutate(conflict.current)}
        />
      )}
      {save.error && !isVersionMismatch(save.error) && !errors.timeZone && (
        <ErrorNotice title="Not saved" error={save.error} />
      )}
      <footer className="row">
        <button
          className="primary"
          type="submit"
          disabled={save.isPending || !isChanged || conflict !== null}
        >
          {save.isPending ? 'Saving…' : 'Save'}
        </button>
        {save.isSuccess && <Saved>Saved as version {base.version}</Saved>}
      </footer>
    </form>
  )
}

type TableProps = { chosen: Required; onChoose: (change: Partial<Required>) => void }

const KindTable = ({ chosen, onChoose }: TableProps) => (
  <table className="plain kinds">
    <ColumnHeads of={['Document', ...HOLDER_LISTS.map((name) => HOLDERS[name])]} />
    <tbody>
      {PAPER_KINDS.map((kind) => (
        <tr key={kind}>
          <th scope="row">{paperLabel(kind)}</th>
          {HOLDER_LISTS.map((name) => (
            <td key={name}>
              <label className="check">
                <input
                  type="checkbox"
                  aria-label={`${paperLabel(kind)} required of ${HOLDERS[name].toLowerCase()}`}
                  checked={chosen[name].includes(kind)}
                  onChange={({ target }) => onChoose({ [name]: toggled(chosen[name], kind, target.checked) })}
                />
                <span aria-hidden="true">Required</span>
              </label>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const toggled = (kinds: readonly Paper['kind'][], kind: Paper['kind'], isRequired: boolean) =>
  isRequired ? [...kinds, kind] : kinds.filter((each) => each !== kind)
