import type { MapLibreMap } from 'maplibre-gl'
import { useReducer, useState } from 'react'
import { isVersionMismatch } from '../../api/client.ts'
import { Link, navigate } from '../../app/router.tsx'
import { ConflictChoice } from '../../shared/conflict-choice.tsx'
import { Icon } from '../../shared/icons.tsx'
import { Saved } from '../../shared/saved.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { changeDraft, draftOf, geometryOf, outlineOf } from './outline.ts'
import { OutlineTools } from './outline-tools.tsx'
import { RemoveZone } from './remove-zone.tsx'
import { useDrawing } from './use-drawing.ts'
import { useZone } from './use-zone.ts'
import { differences, readFields, ZoneFields } from './zone-fields.tsx'
import { type Zone, type ZoneKind, zoneLook } from './zone-kinds.ts'

type Props = {
  start: Zone | undefined
  startKind: ZoneKind | undefined
  map: MapLibreMap | null
  here: (more?: Record<string, string | undefined>) => string
}
/** Draws a zone, or changes the one that `start` is. */
export function ZoneEditor({ start, startKind, map, here }: Props) {
  const { zone, save, errors, conflict, setConflict, takeTheirs, fillings } = useZone(start, ({ id }) =>
    navigate(here({ zone: id }), { isReplacing: true }),
  )
  const [kind, setKind] = useState<ZoneKind>(zone?.kind ?? startKind ?? 'service_area')
  const [draft, change] = useReducer(changeDraft, draftOf(zone ? outlineOf(zone.geometry) : []))
  const isRemoved = Boolean(zone?.removedAt)
  useDrawing({ map, draft, kind, isEditable: !isRemoved, onChange: change })
  return (
    <form
      className="zone-form"
      noValidate
      key={fillings}
      onSubmit={(event) => {
        event.preventDefault()
        setConflict(null)
        const typed = readFields(new FormData(event.currentTarget), kind, geometryOf(draft.outline))
        save.mutate({ typed, base: zone })
      }}
    >
      <ZoneFields zone={zone} kind={kind} onKind={setKind} errors={errors} isReadOnly={isRemoved} />
      <OutlineTools draft={draft} errors={errors} isReadOnly={isRemoved} onChange={change} />
      <p className="zone-means" data-kind={kind}>
        <Icon name="info" />
        <span>
          <b>In force:</b> {zoneLook(kind).means}
        </span>
      </p>
      {conflict && (
        <ConflictChoice
          what="this zone"
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => {
            takeTheirs()
            change({ type: 'replace', outline: outlineOf(conflict.current.geometry) })
          }}
          onKeepMine={() => save.mutate({ typed: conflict.typed, base: conflict.current })}
        />
      )}
      {save.error && !(conflict && isVersionMismatch(save.error)) && (
        <ErrorNotice
          title="Not saved"
          error={Object.keys(errors).length > 0 ? new Error('See what is marked above.') : save.error}
        />
      )}
      {zone && save.isSuccess && <Saved>Saved as version {zone.version}</Saved>}
      {zone?.kind === 'geofence' && (
        <Link href={here({ zone: zone.id, visits: 'all' })}>Who has been in here</Link>
      )}
      {!isRemoved && (
        <ZoneFoot
          zone={zone}
          isSaving={save.isPending}
          isSaveable={conflict === null && draft.open === null && draft.outline.length > 0}
          onRemoved={() => navigate(here())}
        />
      )}
    </form>
  )
}

type FootProps = { zone: Zone | undefined; isSaving: boolean; isSaveable: boolean; onRemoved: () => void }

const ZoneFoot = ({ zone, isSaving, isSaveable, onRemoved }: FootProps) => (
  <footer className="zone-foot">
    {zone && <RemoveZone zone={zone} onRemoved={onRemoved} />}
    <button className="primary" type="submit" disabled={isSaving || !isSaveable}>
      {isSaving ? 'Saving…' : zone ? 'Save the changes' : 'Save the zone'}
    </button>
  </footer>
)
