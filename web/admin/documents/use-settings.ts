import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call, isVersionMismatch } from '../../api/client.ts'
import { differences, type Required, type Settings } from './required.ts'

type Conflict = { current: Settings; chosen: Required }

/** What is required as it was when the form was opened, what was chosen since, and its saving, which may meet somebody else's. */
export function useSettings(start: Settings) {
  const cache = useQueryClient()
  const [base, setBase] = useState(start)
  const [chosen, setChosen] = useState<Required>(start)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const take = (settings: Settings) => {
    setBase(settings)
    setChosen(settings)
    setConflict(null)
  }
  const save = useMutation({
    mutationFn: (over: Settings) => {
      const { timeZone, driverDocuments, vehicleDocuments } = chosen
      const body = { timeZone, driverDocuments, vehicleDocuments, version: over.version }
      return call('put', '/v1/admin/fleet-settings', { body })
    },
    onSuccess: (saved) => {
      cache.setQueryData(['fleet-settings'], saved)
      take(saved)
    },
    onError: async (error) => {
      if (!isVersionMismatch(error)) return
      setConflict({ current: await call('get', '/v1/admin/fleet-settings', {}), chosen })
    },
  })
  const failure = save.error instanceof ApiError ? save.error : null
  return {
    ...{ base, chosen, conflict, save },
    errors: failure?.fields ?? {},
    isChanged: differences(base, chosen).length > 0,
    choose(change: Partial<Required>) {
      if (!save.isPending) save.reset()
      setConflict(null)
      setChosen({ ...chosen, ...change })
    },
    takeTheirs({ current }: Conflict) {
      cache.setQueryData(['fleet-settings'], current)
      save.reset()
      take(current)
    },
  }
}
