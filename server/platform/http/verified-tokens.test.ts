import { expect, test } from 'bun:test'
import { type Claims, rememberVerified } from './verified-tokens.ts'

const STARTS_AT_S = 1_800_000_000

function open(tokensMax?: number) {
  const clock = { nowMs: STARTS_AT_S * 1_000 }
  const asked: string[] = []
  const valid = new Map<string, Claims>()
  const recall = rememberVerified({ now: () => new Date(clock.nowMs) }, tokensMax)
  const verify = async (token: string) => {
    asked.push(token)
    return valid.get(token) ?? (false as const)
  }
  return { clock, asked, valid, verified: (token: string) => recall(token, verify) }
}

test('a token is verified once, and again from the second in which it expires', async () => {
  const { clock, asked, valid, verified } = open()
  const claims = { sub: 'asha', exp: STARTS_AT_S + 900 }
  valid.set('token', claims)
  for (let i = 0; i < 3; i++) expect(await verified('token')).toBe(claims)
  clock.nowMs = claims.exp * 1_000 - 1
  expect(await verified('token')).toBe(claims)
  expect(asked).toEqual(['token'])
  clock.nowMs += 1
  valid.delete('token')
  expect(await verified('token')).toBe(false)
})

test('a token that is not valid, or never ends, is not remembered', async () => {
  const { asked, valid, verified } = open()
  valid.set('endless', { sub: 'asha' })
  for (const token of ['made up', 'made up', 'endless', 'endless']) await verified(token)
  expect(asked).toEqual(['made up', 'made up', 'endless', 'endless'])
})

test('no more tokens are remembered than there is room for', async () => {
  const { asked, valid, verified } = open(2)
  for (const token of ['a', 'b', 'c']) valid.set(token, { sub: token, exp: STARTS_AT_S + 900 })
  for (const token of ['a', 'b', 'c', 'b', 'c', 'a']) await verified(token)
  expect(asked).toEqual(['a', 'b', 'c', 'a'])
})
