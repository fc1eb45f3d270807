import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { bookingProofs, unattachedBlobs } from '../../../db/schema/index.ts'
import { type Context, inTransaction, systemContext } from '../../platform/context.ts'
import { readImage } from './read-image.ts'
import { attachImages, storeImages } from './store-images.ts'
import { removeOldProofs, sweepBlobs } from './sweep-blobs.ts'
import { createProofApp } from './testing/create-proof-app.ts'
import { createImage } from './testing/images.ts'

const t = await createProofApp()
afterAll(t.close)
const HOUR_MS = 3_600_000
const photo = await createImage('jpeg')
const id = await t.bookFor()
await t.driveTo(id, 'arrived_at_pickup')

const stored = async () =>
  (await Array.fromAsync(new Bun.Glob('proofs/*/*').scan({ cwd: t.dataDir, dot: true }))).length
const proofs = async () => (await t.proofsOf(id)).body.items

test('a server killed between storing a photo and its commit leaves no proof, and a blob that the sweep removes', async () => {
  const { version } = await t.readRow(id)
  const child = Bun.spawn(['bun', join(import.meta.dir, 'testing/prove-and-die.ts'), id, t.driver.id], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: t.deps.config.databaseUrl,
      DATA_DIR: t.dataDir,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await child.exited
  expect(child.signalCode).toBe('SIGKILL')
  expect(await stored()).toBe(1)
  expect(await proofs()).toEqual([])
  expect((await t.readRow(id)).version).toBe(version)
  expect(await sweepBlobs(t.deps)).toBe(0)
  t.pass(HOUR_MS)
  expect(await sweepBlobs(t.deps)).toBe(1)
  expect(await stored()).toBe(0)
})

describe('the sweep', () => {
  test('leaves what a proof speaks of, and what is on its way into one', async () => {
    await t.prove(id, { place: 'pickup', photo })
    const context: Context = systemContext(t.deps, 'test')
    await storeImages(context, [{ kind: 'photo', ...(await readImage('photo', photo)) }])
    expect(await sweepBlobs(t.deps)).toBe(0)
    t.pass(HOUR_MS)
    expect(await sweepBlobs(t.deps)).toBe(1)
    const [{ files }] = await proofs()
    expect((await t.send(files[0].path, t.operator)).status).toBe(200)
    expect(await stored()).toBe(1)
  })

  test('lets no proof speak of what it has removed', async () => {
    const context: Context = systemContext(t.deps, 'test')
    const images = await storeImages(context, [{ kind: 'photo', ...(await readImage('photo', photo)) }])
    t.pass(HOUR_MS)
    const [swept, attached] = await Promise.allSettled([
      sweepBlobs(t.deps),
      inTransaction(context, (tx) => attachImages(tx, images)),
    ])
    const isKept = attached.status === 'fulfilled'
    expect(swept).toEqual({ status: 'fulfilled', value: isKept ? 0 : 1 })
    expect((await t.deps.blobStore.get(images[0]?.id as string)) !== null).toBe(isKept)
    if (isKept) await t.deps.blobStore.remove(images[0]?.id as string)
    await expect(inTransaction(context, (tx) => attachImages(tx, images))).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
  })
})

test('proofs are removed after their retention, rows first and then their files', async () => {
  expect(await removeOldProofs(t.deps)).toBe(0)
  expect(await stored()).toBe(1)
  t.pass(t.deps.config.proofRetentionDays * 24 * HOUR_MS)
  expect(await removeOldProofs(t.deps)).toBe(1)
  expect(await t.deps.db.$count(bookingProofs)).toBe(0)
  expect(await sweepBlobs(t.deps)).toBe(1)
  expect([await stored(), await t.deps.db.$count(unattachedBlobs)]).toEqual([0, 0])
})
