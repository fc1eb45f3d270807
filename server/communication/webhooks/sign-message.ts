import { createHmac } from 'node:crypto'
import { secretBytes } from './seal-secret.ts'

export type Message = { id: string; body: string }

/**
 * The headers by which a receiver knows that a message is ours and fresh (standardwebhooks.com): one signature for each
 * secret that is in force. `sentAt` counts in whole seconds.
 */
export function signMessage({ id, body }: Message, sentAt: Date, secrets: readonly string[]) {
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000))
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', secretBytes(secret)).update(`${id}.${timestamp}.${body}`)
    return `v1,${mac.digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
