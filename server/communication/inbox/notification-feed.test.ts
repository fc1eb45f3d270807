import { afterAll, beforeAll, expect, test } from 'bun:test'
import { systemContext } from '../../platform/context.ts'
import { until } from '../../testing/create-test-app.ts'
import { listen, type TestClient, type TestServer } from '../testing/listen.ts'
import { notify } from './notify.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen({ hasWorkers: false })
})
afterAll(() => t.close())

const tell = (userId: string) =>
  notify(systemContext(t.deps, 'test'), {
    ...{ kind: 'driver.approval_changed', facts: { to: 'approved', reason: '' } },
    ...{ eventId: t.deps.newId(), to: { userIds: [userId] } },
  })
const told = (client: TestClient) => client.ofType('notification').map(({ notification }) => notification.id)
const unread = (client: TestClient) => client.ofType('notifications.unread').map((frame) => frame.unreadCount)
const listed = async (as: string) =>
  ((await t.request('GET', '/v1/me/notifications', { as })).body.items as { id: string }[]).map(
    ({ id }) => id,
  )

test('a notification reaches every socket of its person once, with how many are unread, and nobody else', async () => {
  const [driver, other] = [await t.signUp('driver'), await t.signUp('driver')]
  const sockets = [await t.signedIn(driver.token), await t.signedIn(driver.token)]
  const stranger = await t.signedIn(other.token)
  await tell(driver.id)
  await tell(driver.id)
  for (const socket of sockets) await until(() => told(socket).length === 2 && unread(socket).at(-1) === 2)
  const ids = await listed(driver.token)
  expect(told(sockets[0] as TestClient).sort()).toEqual(ids.sort())
  await t.request('POST', '/v1/me/notifications/read', {
    as: driver.token,
    body: { upTo: ids.sort().at(-1) },
  })
  for (const socket of sockets) await until(() => unread(socket).at(-1) === 0)
  expect(stranger.ofType('notification')).toEqual([])
  for (const socket of [...sockets, stranger]) {
    expect(socket.broken).toEqual([])
    socket.socket.close()
  }
})

test('one whose broadcast was lost is found again, and comes once', async () => {
  const driver = await t.signUp('driver')
  const client = await t.signedIn(driver.token)
  const { publish } = t.deps.broadcast
  t.deps.broadcast.publish = () => {}
  await tell(driver.id)
  await until(() => told(client).length === 1)
  t.deps.broadcast.publish = publish
  await tell(driver.id)
  await until(() => told(client).length === 2)
  expect(told(client)).toEqual((await listed(driver.token)).reverse())
  client.socket.close()
})

test('one that is announced before its transaction has ended comes when it has', async () => {
  const driver = await t.signUp('driver')
  const client = await t.signedIn(driver.token)
  const context = systemContext(t.deps, 'test')
  await context.db.transaction(async (db) => {
    await notify(
      { ...context, db },
      {
        ...{ kind: 'driver.approval_changed', facts: { to: 'approved', reason: '' } },
        ...{ eventId: t.deps.newId(), to: { userIds: [driver.id] } },
      },
    )
    // The hint has been followed by now, and has found nothing.
    await until(() => unread(client).length > 0)
    expect(told(client)).toEqual([])
  })
  await until(() => told(client).length === 1)
  client.socket.close()
})
