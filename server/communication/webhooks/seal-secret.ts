/*
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) under a key derived by HKDF from ENCRYPTION_KEY, a fresh 96-bit nonce for
 * each, bound to the webhook that it belongs to, so that a row's secret can't be moved to another.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const PREFIX = 'whsec_'

const keyOf = (encryptionKey: string) =>
  Buffer.from(hkdfSync('sha256', encryptionKey, '', 'hexhaul webhook secrets', 32))

/** A new secret to sign with, as Standard Webhooks writes it. */
export const createSecret = () => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** The bytes that a secret signs with. */
export const secretBytes = (secret: string) => Buffer.from(secret.slice(PREFIX.length), 'base64')

/** Encrypts the secret of a webhook. */
export function sealSecret(encryptionKey: string, webhookId: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(encryptionKey), nonce).setAAD(Buffer.from(webhookId))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64')
}

/** @throws when it was sealed for another webhook, with another key, or was tampered with. */
export function openSecret(encryptionKey: string, webhookId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(encryptionKey), bytes.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(webhookId)).setAuthTag(bytes.subarray(-TAG_BYTES))
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}
