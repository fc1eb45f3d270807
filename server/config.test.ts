import { describe, expect, test } from 'bun:test'
import { readConfig } from './config.ts'

describe('PUBLIC_URL', () => {
  test('is the local address of the port where it is not set', () => {
    expect(readConfig({}).publicUrl).toBe('http://localhost:8000')
    expect(readConfig({ PORT: '9001', PUBLIC_URL: ' ' }).publicUrl).toBe('http://localhost:9001')
  })

  test.each([
    ['https://hexhaul.example.com', 'https://hexhaul.example.com'],
    ['https://hexhaul.example.com/', 'https://hexhaul.example.com'],
    ['http://10.0.0.1:8080/logistics//', 'http://10.0.0.1:8080/logistics'],
  ])('may be %s', (raw, publicUrl) => {
    expect(readConfig({ PUBLIC_URL: raw }).publicUrl).toBe(publicUrl)
  })

  test.each([
    'hexhaul.example.com',
    'ftp://hexhaul.example.com',
    'https://user:secret@hexhaul.example.com',
    'https://hexhaul.example.com/?a=b',
    'https://hexhaul.example.com/#top',
  ])('may not be %s, which stops the start in one line', (raw) => {
    expect(() => readConfig({ PUBLIC_URL: raw })).toThrow(/^PUBLIC_URL must be a URL[^\n]*$/)
  })
})

describe('CORS_ORIGINS', () => {
  test('are what browsers send, separated by commas', () => {
    expect(readConfig({}).corsOrigins).toEqual([])
    const raw = ' https://app.example.com, http://localhost:5173 ,'
    expect(readConfig({ CORS_ORIGINS: raw }).corsOrigins).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
    ])
  })

  // Each of these would never be equal to what a browser sends, and let in nobody without a word.
  test.each([
    'app.example.com',
    'https://app.example.com/',
    'https://App.example.com',
    'https://a.com:443',
    '*',
  ])('may not be %s, which stops the start in one line', (raw) => {
    expect(() => readConfig({ CORS_ORIGINS: `https://b.com,${raw}` })).toThrow(
      `CORS_ORIGINS must be origins such as https://app.example.com, not "${raw}"`,
    )
  })
})

describe('MAP_STYLE_URL', () => {
  const listed = { MAP_STYLE_ORIGINS: 'https://a.example.com,https://fonts.example.com' }

  test('opens the page to its own origin and to those listed, and to none where it is not set', () => {
    expect(readConfig(listed).mapStyle).toBeUndefined()
    expect(
      readConfig({ ...listed, MAP_STYLE_URL: 'https://a.example.com/city.json?key=1' }).mapStyle,
    ).toEqual({
      url: 'https://a.example.com/city.json?key=1',
      origins: ['https://a.example.com', 'https://fonts.example.com'],
    })
  })

  test.each(['city.json', 'file:///city.json', 'https://user:secret@a.example.com/city.json'])(
    'may not be %s, which stops the start in one line',
    (raw) => expect(() => readConfig({ MAP_STYLE_URL: raw })).toThrow(/^MAP_STYLE_URL must be a URL[^\n]*$/),
  )
})

test('KAFKA_TOPIC_PREFIX may be what a topic can begin with, and nothing else', () => {
  expect(readConfig({}).kafkaTopicPrefix).toBe('')
  expect(readConfig({ KAFKA_TOPIC_PREFIX: ' eu-1.live_ ' }).kafkaTopicPrefix).toBe('eu-1.live_')
  for (const raw of ['a/b', 'a b', 'ä'])
    expect(() => readConfig({ KAFKA_TOPIC_PREFIX: raw })).toThrow(/^KAFKA_TOPIC_PREFIX must be [^\n]*$/)
})

describe('what goes out', () => {
  const production = {
    NODE_ENV: 'production',
    JWT_SECRET: 'j'.repeat(32),
    QUOTE_SECRET: 'q'.repeat(32),
    ENCRYPTION_KEY: 'e'.repeat(32),
  }

  test('goes to no private host in production, and is encrypted there by a key of one’s own', () => {
    expect(readConfig(production)).toMatchObject({ webhooksAllowPrivate: false, webhooksAllowHttp: false })
    expect(readConfig({})).toMatchObject({ webhooksAllowPrivate: false, webhooksAllowHttp: true })
    expect(() => readConfig({ ...production, WEBHOOKS_ALLOW_PRIVATE: 'true' })).toThrow(
      'WEBHOOKS_ALLOW_PRIVATE must not be true in production',
    )
    for (const ENCRYPTION_KEY of ['', 'short', 'demo-secret-that-production-refuses'])
      expect(() => readConfig({ ...production, ENCRYPTION_KEY })).toThrow(/^ENCRYPTION_KEY must/)
  })

  test('as mail needs a sender, and without a server there is none', () => {
    expect(readConfig({}).smtpUrl).toBeUndefined()
    const SMTP_URL = 'smtps://user:password@mail.example.com:465'
    for (const MAIL_FROM of ['no-reply@example.com', 'Hexhaul <no-reply@example.com>'])
      expect(readConfig({ SMTP_URL, MAIL_FROM })).toMatchObject({ smtpUrl: SMTP_URL, mailFrom: MAIL_FROM })
    for (const MAIL_FROM of ['', 'nobody', 'a@b\r\nBcc: c@d'])
      expect(() => readConfig({ SMTP_URL, MAIL_FROM })).toThrow(/^MAIL_FROM must be set with SMTP_URL/)
    expect(() => readConfig({ SMTP_URL: 'http://mail', MAIL_FROM: 'a@b.c' })).toThrow(/^SMTP_URL must/)
  })
})
