import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { emails } from '../../../db/schema/index.ts'
import { systemContext } from '../../platform/context.ts'
import { createTestApp, until } from '../../testing/create-test-app.ts'
import { notify } from '../inbox/notify.ts'
import { RETRY_AFTER_S } from '../retry-schedule.ts'
import { createMailer, type Mailer } from './send-mail.ts'

type Mail = { from: string; to: string[]; source: string }
const mailbox: Mail[] = []
/** What the server says to the next messages; null takes them. */
let refusal: (Error & { responseCode: number }) | null = null
const refusing = (responseCode: number) => Object.assign(new Error('not now'), { responseCode })

const onData: SMTPServerOptions['onData'] = async (stream, { envelope }, done) => {
  let source = ''
  for await (const chunk of stream) source += chunk
  if (refusal) return done(refusal)
  const { mailFrom, rcptTo } = envelope
  mailbox.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), source })
  done()
}
const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, onData })
let t: Awaited<ReturnType<typeof createTestApp>>
let mailer: Mailer
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const config = { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'Hexhaul <no-reply@hexhaul.example.com>' }
  t = await createTestApp({ hasWorkers: false, hasStillClock: true, config })
  mailer = createMailer(t.deps) as Mailer
})
afterAll(async () => {
  mailer.close()
  await t.close()
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

async function register(name: string) {
  const email = `driver-${t.deps.newId()}@example.com`
  const account = { role: 'driver', name, email, phone: '+91 80 5550 0100', password: 'a long password' }
  const { status, body } = await t.request('POST', '/v1/auth/register', {
    body: { ...account, vehicleClass: 'van' },
  })
  expect(status).toBe(201)
  return { email, id: body.user.id as string, token: body.accessToken as string }
}
const tell = (userId: string, reason = '', eventId = t.deps.newId()) =>
  notify(systemContext(t.deps, 'test'), {
    ...{ kind: 'driver.approval_changed', facts: { to: 'suspended', reason } },
    ...{ eventId, to: { userIds: [userId] } },
  })
const sendAll = async () => {
  while (await mailer.sendDue());
}
const stateOf = async (address: string) =>
  (await t.deps.db.select().from(emails)).filter((row) => row.address === address)
/** The parts of a message, decoded as far as these tests need. */
const decoded = (source: string) =>
  source
    .replace(/=\r\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'))

describe('mail', () => {
  test('reaches the SMTP server with words in text and HTML, once for an event', async () => {
    const driver = await register('Ravi Kumar')
    const eventId = t.deps.newId()
    await tell(driver.id, 'Licence & "papers" <late>', eventId)
    await tell(driver.id, 'again', eventId)
    await sendAll()
    const mine = mailbox.filter(({ to }) => to.includes(driver.email))
    expect(mine).toHaveLength(1)
    const [{ from, source }] = mine as [Mail]
    expect(from).toBe('no-reply@hexhaul.example.com')
    expect(source).toMatch(/^Subject: You are suspended\r$/m)
    expect(source).toMatch(/^From: Hexhaul <no-reply@hexhaul\.example\.com>\r$/m)
    expect(source).toMatch(new RegExp(`^To: ${driver.email}\r$`, 'm'))
    const [row] = await stateOf(driver.email)
    expect(source).toContain(`Message-ID: <${row?.id}@hexhaul.example.com>`)
    const text = decoded(source)
    expect(text).toContain('Hello Ravi Kumar,')
    expect(text).toContain('Reason: Licence & "papers" <late>')
    expect(text).toContain('Reason: Licence &amp; &quot;papers&quot; &lt;late&gt;')
    expect(row).toMatchObject({ state: 'sent', attempts: 1 })
  })

  test('takes no header from a name or a reason with line breaks', async () => {
    const driver = await register('Ravi\r\nBcc: victim@example.com\r\n\r\nhidden')
    await tell(driver.id, 'x\r\nBcc: victim@example.com\r\nSubject: other')
    await sendAll()
    const [{ to, source }] = mailbox.filter((mail) => mail.to.includes(driver.email)) as [Mail]
    expect(to).toEqual([driver.email])
    const [head = ''] = source.split('\r\n\r\n')
    expect(head).not.toMatch(/bcc|victim/i)
    expect(head.match(/^Subject:/gm)).toHaveLength(1)
    expect(decoded(source)).toContain('Hello Ravi Bcc: victim@example.com hidden,')
  })

  test('is left out where a person chose so, though the inbox has it', async () => {
    const driver = await register('Ravi Kumar')
    const preferences = [{ kind: 'driver.approval_changed', inbox: true, email: false }]
    await t.request('PUT', '/v1/me/notification-preferences', { as: driver.token, body: { preferences } })
    await tell(driver.id)
    expect(await stateOf(driver.email)).toEqual([])
    const { body } = await t.request('GET', '/v1/me/notifications', { as: driver.token })
    expect(body.unreadCount).toBe(1)
  })

  test('that is refused for now is tried again for a day; that is refused for good is not', async () => {
    const [later, never] = [await register('Ravi Kumar'), await register('Ravi Kumar')]
    refusal = refusing(451)
    await tell(later.id)
    await sendAll()
    expect(await stateOf(later.email)).toMatchObject([{ state: 'waiting', attempts: 1 }])
    t.clock.offsetMs += 6_000
    refusal = refusing(550)
    await tell(never.id)
    refusal = null
    await sendAll()
    expect(await stateOf(later.email)).toMatchObject([{ state: 'sent', attempts: 2 }])
    expect(await stateOf(never.email)).toMatchObject([{ state: 'sent' }])
    refusal = refusing(550)
    await tell(never.id)
    await sendAll()
    expect((await stateOf(never.email)).at(-1)).toMatchObject({ state: 'failed', attempts: 1 })
    refusal = refusing(451)
    await tell(later.id)
    for (let n = 0; n <= RETRY_AFTER_S.length; n++) {
      await sendAll()
      t.clock.offsetMs += 11 * 3_600_000
    }
    expect((await stateOf(later.email)).at(-1)).toMatchObject({
      state: 'failed',
      attempts: RETRY_AFTER_S.length + 1,
    })
    refusal = null
  })

  test('of two senders at once is sent once', async () => {
    const driver = await register('Ravi Kumar')
    for (let n = 0; n < 30; n++) await tell(driver.id)
    const other = createMailer(t.deps) as Mailer
    await Promise.all(
      [mailer, other].map(async (one) => {
        while (await one.sendDue());
      }),
    )
    other.close()
    expect(mailbox.filter(({ to }) => to.includes(driver.email))).toHaveLength(30)
  })
})

test('without an SMTP server nothing is queued for the mail, and the inbox works', async () => {
  const silent = await createTestApp({ workers: ['messages', 'deliveries'] })
  const driver = await silent.signUp('driver')
  await notify(systemContext(silent.deps, 'test'), {
    ...{ kind: 'driver.approval_changed', facts: { to: 'approved', reason: '' } },
    ...{ eventId: silent.deps.newId(), to: { userIds: [driver.id] } },
  })
  await until(
    async () =>
      (await silent.request('GET', '/v1/me/notifications', { as: driver.token })).body.unreadCount === 1,
  )
  expect(await silent.deps.db.select().from(emails)).toEqual([])
  await silent.close()
})
