import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { faultOfUrl, isPublicAddress } from './check-target.ts'

const STRICT = { webhooksAllowPrivate: false, webhooksAllowHttp: false }
const WITH_HTTP = { webhooksAllowPrivate: false, webhooksAllowHttp: true }
const LENIENT = { webhooksAllowPrivate: true, webhooksAllowHttp: true }
const PUBLIC = '93.184.216.34'

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '192.0.0.192',
    '198.18.0.1',
    '203.0.113.1',
    '240.0.0.1',
    '168.63.129.16',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '::127.0.0.1',
    '::7f00:1',
    '::a9fe:a9fe',
    'fec0::1',
    'nonsense',
    '',
  ])('such as %s is none of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each([
    '8.8.8.8',
    PUBLIC,
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ])('such as %s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test('of a private network stays private however it is written', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log('seed', seed)
    const firsts = fc.constantFrom(10, 127, 0)
    fc.assert(
      fc.property(firsts, octet, octet, octet, (a, b, c, d) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d
        const hex = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
        const written = [
          `${a}.${b}.${c}.${d}`,
          `${number}`,
          `0x${number.toString(16)}`,
          `${a}.${b * 65_536 + c * 256 + d}`,
          `[::ffff:${a}.${b}.${c}.${d}]`,
          `[::ffff:${hex.join(':')}]`,
          `[64:ff9b::${hex.join(':')}]`,
        ]
        for (const host of written) expect(faultOfUrl(`https://${host}/`, STRICT)).not.toBeNull()
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('the address of a webhook', () => {
  test.each([
    'ftp://example.com/',
    'http://example.com/',
    'https://user@example.com/',
    'https://user:pw@example.com/',
    'https://example.com/#top',
    'https://localhost/',
    'https://api.localhost./',
    'https://db.internal/',
    'https://printer.local/',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://example.com:22/',
    'https://example.com:6379x/',
    'https://169.254.169.254/latest/meta-data',
    'example.com/hooks',
    '',
  ])('may not be %s', (url) => {
    expect(faultOfUrl(url, STRICT)).not.toBeNull()
  })

  test.each(['https://example.com', 'https://example.com:8443/hooks?a=b', 'https://example.com:443/'])(
    'may be %s',
    (url) => {
      expect(faultOfUrl(url, STRICT)).toBeNull()
    },
  )

  test('may lack TLS and be private only where that is configured', () => {
    expect(faultOfUrl('http://example.com/', WITH_HTTP)).toBeNull()
    expect(faultOfUrl('http://127.0.0.1:22/', LENIENT)).toBeNull()
    expect(faultOfUrl('http://user@127.0.0.1/', LENIENT)).not.toBeNull()
  })
})
