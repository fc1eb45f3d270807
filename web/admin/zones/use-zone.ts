import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call, isVersionMismatch } from '../../api/client.ts'
import { readZone } from './read-zone.ts'
import type { TypedZone } from './zone-fields.tsx'
import type { Zone } from './zone-kinds.ts'

/** A change that met somebody else's: the zone as it is now, and what was typed and drawn. */
type Conflict = { current: Zone; typed: TypedZone }

/** A zone as it is known here, and its saving, which may meet somebody else's. */
export function useZone(start: Zone | undefined, onAdded: (zone: Zone) => void) {
  const cache = useQueryClient()
  const [zone, setZone] = useState(start)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  /** Fields are filled anew only with what somebody else typed. */
  const [fillings, setFillings] = useState(0)
  const save = useMutation({
    mutationFn: ({ typed, base }: { typed: TypedZone; base: Zone | undefined }) => send(typed, base),
    onSuccess: (saved, { base }) => {
      void cache.invalidateQueries({ queryKey: ['zones'] })
      cache.setQueryData(['zone', saved.id], saved)
      setConflict(null)
      if (base) setZone(saved)
      else onAdded(saved)
    },
    onError: async (error, { typed, base }) => {
      if (base && isVersionMismatch(error)) setConflict({ current: await readZone(base.id), typed })
    },
  })
  const takeTheirs = () => {
    if (conflict) setZone(conflict.current)
    setConflict(null)
    setFillings(fillings + 1)
    save.reset()
  }
  const errors = save.error instanceof ApiError ? save.error.fields : {}
  return { zone, save, errors, conflict, setConflict, takeTheirs, fillings }
}

function send(typed: TypedZone, base: Zone | undefined): Promise<Zone> {
  if (!base) return call('post', '/v1/admin/zones', { body: typed })
  const { kind: _, ...change } = typed
  return call('patch', '/v1/admin/zones/:id', {
    params: { id: base.id },
    body: { ...change, version: base.version },
  })
}
