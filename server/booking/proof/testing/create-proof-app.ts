import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../../config.ts'
import { createHaulApp, type User } from '../../testing/create-haul-app.ts'

export type ProofFields = Record<string, string | Uint8Array<ArrayBuffer> | undefined>

/** The haul app behind a real socket, with a data folder of its own. */
export async function createProofApp(config: Partial<Config> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'hexhaul-proofs-'))
  const t = await createHaulApp({ dataDir, ...config })
  t.app.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
  const base = `http://127.0.0.1:${t.app.server?.port}`
  const [driver] = t.drivers

  async function book(verification?: object, stops: object[] = []) {
    const body = { ...t.haul, stops }
    const quoteId = await t.quote(t.customer.token, body)
    const made = await t.request('POST', '/v1/bookings', {
      as: t.customer.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: {
        quoteId,
        pickup: { address: '1 Mill Road' },
        dropoff: { address: '2 Lake View' },
        ...(verification && { verification }),
      },
    })
    return made.body.id as string
  }

  /** Drives a booking on to a state, with whatever PIN it needs. */
  async function driveTo(id: string, state: string, by: User = driver) {
    for (;;) {
      const row = await t.readRow(id)
      if (row.state === state) return
      const answer = await t.advance(id, by)
      if (answer.status !== 200) throw new Error(`not driven: ${JSON.stringify(answer.body)}`)
    }
  }

  async function send(path: string, as: string, init: RequestInit = {}) {
    const headers = { authorization: `Bearer ${as}`, ...(init.headers as Record<string, string>) }
    return fetch(base + path, { ...init, headers })
  }

  /** Sends a proof over HTTP as an app would. */
  async function prove(id: string, fields: ProofFields, as: string = driver.token) {
    const answer = await send(`/v1/bookings/${id}/proofs`, as, { method: 'POST', body: formOf(fields) })
    // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answers
    return { status: answer.status, body: (await answer.json()) as any, headers: answer.headers }
  }

  return {
    ...t,
    base,
    dataDir,
    driver,
    bookFor: book,
    driveTo,
    send,
    formOf,
    prove,
    proofsOf: async (id: string, as: string = t.customer.token) =>
      t.request('GET', `/v1/bookings/${id}/proofs`, { as }),
    async close() {
      await t.app.stop(true)
      await t.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The form of a proof; whatever a file is, it is called a JPEG. */
function formOf(fields: ProofFields): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    if (typeof value === 'string') form.set(name, value)
    else form.set(name, new Blob([value], { type: 'image/jpeg' }), 'photo.jpg')
  }
  return form
}
