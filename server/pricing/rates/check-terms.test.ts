import { afterAll, describe, expect, test } from 'bun:test'
import { createRatesApp, TERMS } from '../testing/create-rates-app.ts'

const t = await createRatesApp()
afterAll(() => t.close())
const { create, newMarket, preview } = t

describe('terms that will not do', () => {
  const day = { label: 'Day', days: [1, 2], from: '06:00', to: '22:00', multiplierPermille: 1_100 }
  const night = { ...day, label: 'Night', days: [7], from: '21:00', to: '06:30' }
  test.each([
    ['currency', 'rate_card_invalid', { currency: 'XYZ' }],
    ['timeZone', 'rate_card_invalid', { timeZone: 'Europe/Atlantis' }],
    ['timeZone', 'rate_card_invalid', { timeZone: '+05:30' }],
    ['timeZone', 'rate_card_invalid', { timeZone: 'europe/berlin' }],
    ['maximumMinor', 'rate_card_invalid', { maximumMinor: 999 }],
    ['windows.0.days', 'rate_card_invalid', { windows: [{ ...day, days: [1, 1] }] }],
    ['windows.0.to', 'rate_card_invalid', { windows: [{ ...day, to: '06:00' }] }],
    ['windows.1', 'rate_card_invalid', { windows: [day, night] }],
    ['windows', 'rate_card_invalid', { windows: [day], windowsCoverWeek: true }],
    ['market', 'market_unknown', { market: '8860145b4bfffff' }],
    ['basedOn', 'rate_card_unknown', { basedOn: crypto.randomUUID() }],
    ['windows.0.to', 'validation_failed', { windows: [{ ...day, to: '25:00' }] }],
    ['windows.0.from', 'validation_failed', { windows: [{ ...day, from: '24:00' }] }],
    ['windows.0.multiplierPermille', 'validation_failed', { windows: [{ ...day, multiplierPermille: 0 }] }],
    ['perKmMinor', 'validation_failed', { perKmMinor: -1 }],
    ['perKmMinor', 'validation_failed', { perKmMinor: 1.5 }],
    ['freeWaitingS', 'validation_failed', { freeWaitingS: 86_401 }],
  ])('are refused by the name of %s: %s %p', async (path, code, change) => {
    const draft = { ...TERMS, market: t.demoMarket, ...change }
    for (const [answer, prefix] of [
      [await create(draft), ''],
      [await preview(draft), 'draft.'],
    ] as const) {
      expect(answer).toMatchObject({ status: 422, body: { code } })
      const named = code === 'validation_failed' ? `${prefix}${path}` : path
      expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([named])
    }
  })

  test('are all named, and an overlap by both windows and its first minute', async () => {
    const wrong = { ...TERMS, market: newMarket(), timeZone: 'Nowhere', windows: [day, night] }
    const { errors } = (await create(wrong)).body
    expect(errors).toEqual([
      { path: 'timeZone', message: expect.stringContaining('IANA') },
      {
        path: 'windows.1',
        message: '“Day” (windows.0) and “Night” (windows.1) overlap from Monday 06:00.',
      },
    ])
  })

  test('are missing where nothing says what they are', async () => {
    const { body } = await create({ market: newMarket(), perKmMinor: 100, currency: 'EUR' })
    const paths = body.errors.map((error: { path: string }) => error.path)
    expect(paths).toContain('vehicleClass')
    expect(paths).toContain('baseMinor')
    expect(paths).not.toContain('windows')
  })
})
