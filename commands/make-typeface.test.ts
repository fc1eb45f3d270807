import { expect, test } from 'bun:test'
import { makeTypeface } from './make-typeface.ts'

test('the letters that the dashboard comes with are those of its typeface', async () => {
  for (const { path, bytes } of await makeTypeface()) {
    const kept = Buffer.from(await Bun.file(path).bytes())
    expect(kept.equals(bytes), path).toBeTrue()
  }
})
