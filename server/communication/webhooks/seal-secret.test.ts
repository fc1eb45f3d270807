import { expect, test } from 'bun:test'
import { createSecret, openSecret, sealSecret } from './seal-secret.ts'

const [key, otherKey] = ['k'.repeat(40), 'l'.repeat(40)]

test('a sealed secret opens with its key and for its webhook alone, and never looks the same twice', () => {
  const secret = createSecret()
  const sealed = sealSecret(key, 'one', secret)
  expect(openSecret(key, 'one', sealed)).toBe(secret)
  expect(sealSecret(key, 'one', secret)).not.toBe(sealed)
  expect(() => openSecret(otherKey, 'one', sealed)).toThrow()
  expect(() => openSecret(key, 'two', sealed)).toThrow()
  const bytes = Buffer.from(sealed, 'base64')
  for (const at of [0, 20, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] as number) ^ 1
    expect(() => openSecret(key, 'one', changed.toString('base64'))).toThrow()
  }
})
