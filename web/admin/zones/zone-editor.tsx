import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useReducer, useState } from 'react'
import { ApiError, call } from '../../api/client.ts'
import { Link, navigate } from '../../app/router.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice } from '../../shared/states.tsx'
import { ConflictChoice } from '../conflict-choice.tsx'
import { changeDraft, draftOf, geometryOf, outlineOf } from './outline.ts'
import { OutlineTools } from './outline-tools.tsx'
import { readZone } from './read-zone.ts'
import { RemoveZone } from './remove-zone.tsx'
import { useDrawing } from './use-drawing.ts'
import { differences, readFields, type TypedZone, ZoneFields } from './zone-fields.tsx'
import { type Zone, type ZoneKind, zoneLook } from './zone-kinds.ts'

type Props = {
  start: Zone | undefined
  startKind: ZoneKind | undefined
  map: MapLibreMap | null
  here: (more?: Record<string, string | undefined>) => string
}
/** A change that met somebody else's: the zone as it is now, and what was typed and drawn. */
type Conflict = { current: Zone; typed: TypedZone }

/** Draws a zone, or changes the one that `start` is. */
export function ZoneEditor({ start, startKind, map, here }: Props) {
  const cache = useQueryClient()
  const [zone, setZone] = useState(start)
  const [kind, setKind] = useState<ZoneKind>(zone?.kind ?? startKind ?? 'service_area')
  const [draft, change] = useReducer(changeDraft, draftOf(zone ? outlineOf(zone.geometry) : []))
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const isRemoved = Boolean(zone?.removedAt)
  useDrawing({ map, draft, kind, isEditable: !isRemoved, onChange: change })
  /** Fields are filled anew only with what somebody else typed. */
  const [fillings, setFillings] = useState(0)
  const save = useMutation({
    mutationFn: ({ typed, base }: { typed: TypedZone; base: Zone | undefined }) => send(typed, base),
    onSuccess: (saved, { base }) => {
      void cache.invalidateQueries({ queryKey: ['zones'] })
      cache.setQueryData(['zone', saved.id], saved)
      setConflict(null)
      if (base) setZone(saved)
      else navigate(here({ zone: saved.id }), { isReplacing: true })
    },
    onError: async (error, { typed, base }) => {
      if (base && error instanceof ApiError && error.code === 'version_mismatch')
        setConflict({ current: await readZone(base.id), typed })
    },
  })
  const failure = save.error instanceof ApiError ? save.error : null
  const isConflict = failure?.code === 'version_mismatch'
  const errors = failure?.fields ?? {}
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
          what="zone"
          changes={differences(conflict.current, conflict.typed)}
          isPending={save.isPending}
          onTakeTheirs={() => {
            setZone(conflict.current)
            setConflict(null)
            setFillings(fillings + 1)
            change({ type: 'replace', outline: outlineOf(conflict.current.geometry) })
            save.reset()
          }}
          onKeepMine={() => save.mutate({ typed: conflict.typed, base: conflict.current })}
        />
      )}
      {save.error && !isConflict && (
        <ErrorNotice
          title="Not saved"
          error={Object.keys(errors).length > 0 ? new Error('See what is marked above.') : save.error}
        />
      )}
      {zone && save.isSuccess && (
        <p className="saved" role="status">
          <Icon name="check" />
          Saved as version {zone.version}
        </p>
      )}
      {zone?.kind === 'geofence' && (
        <Link href={here({ zone: zone.id, visits: 'all' })}>Who has been in here</Link>
      )}
      {!isRemoved && (
        <footer className="zone-foot">
          {zone && <RemoveZone zone={zone} onRemoved={() => navigate(here())} />}
          <button
            className="primary"
            type="submit"
            disabled={save.isPending || isConflict || draft.open !== null || draft.outline.length === 0}
          >
            {save.isPending ? 'Saving…' : zone ? 'Save the changes' : 'Save the zone'}
          </button>
        </footer>
      )}
    </form>
  )
}

function send(typed: TypedZone, base: Zone | undefined): Promise<Zone> {
  if (!base) return call('post', '/v1/admin/zones', { body: typed })
  const { kind: _, ...change } = typed
  return call('patch', '/v1/admin/zones/:id', {
    params: { id: base.id },
    body: { ...change, version: base.version },
  })
}
