import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Watch } from '../api/save-csv.ts'

/** What is saved sooner needs no word of how far it is. */
const SOON_MS = 500
const KB = 1_000

export type Download = ReturnType<typeof useDownload>

/** A file that is being saved: how much of it is there, and an end to it before that. */
export function useDownload(save: (watch: Watch) => Promise<void>) {
  const stopper = useRef<AbortController | null>(null)
  const [bytes, setBytes] = useState(0)
  const [isLong, setLong] = useState(false)
  const { isPending, error, mutate, reset } = useMutation({
    mutationFn: () => {
      stopper.current = new AbortController()
      setBytes(0)
      return save({ signal: stopper.current.signal, onBytes: setBytes })
    },
  })
  useEffect(() => {
    if (!isPending) return
    const timer = setTimeout(() => setLong(true), SOON_MS)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isPending])
  return {
    ...{ isPending, error, isLong },
    /** While it is being saved. */
    progress: isLong && bytes > 0 ? `Saving… ${sizeText(bytes)}` : 'Saving…',
    start: () => mutate(),
    cancel() {
      stopper.current?.abort()
      reset()
    },
  }
}

const sizeText = (bytes: number) =>
  bytes < KB * KB ? `${Math.ceil(bytes / KB)} kB` : `${(bytes / KB / KB).toFixed(1)} MB`
