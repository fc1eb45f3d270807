import { readConfig, requireDatabaseUrl } from '../../../config.ts'
import { connectDeps } from '../../../connect-deps.ts'
import type { Context } from '../../../platform/context.ts'
import { keepProof } from '../keep-proof.ts'
import { createImage } from './images.ts'

/* A server that is killed once it has stored the photo of a proof, before anything speaks of it. */
const [bookingId, driverId] = process.argv.slice(2) as [string, string]
const { deps } = await connectDeps(requireDatabaseUrl(readConfig(process.env)))
const blobStore: Context['blobStore'] = {
  ...deps.blobStore,
  async put(id, bytes, contentType) {
    await deps.blobStore.put(id, bytes, contentType)
    process.kill(process.pid, 'SIGKILL')
    await Bun.sleep(60_000)
  },
}
const context: Context = { ...deps, blobStore, actor: { role: 'driver', id: driverId }, requestId: 'child' }
const photo = await createImage('jpeg')
await keepProof(context, {
  bookingId,
  readForm: async () => ({ fields: { place: 'pickup' }, files: { photo } }),
})
