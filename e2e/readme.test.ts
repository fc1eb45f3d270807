import { afterAll, expect, test } from 'bun:test'
import { CITY_RADIUS_M, demoCentre } from '../simulator/city/generate-city.ts'
import { distanceM } from '../simulator/geo.ts'
import { cleanUp, freePort, makeDataDir, startUp, untilReady } from './run-up.ts'

const TEST_MS = 120_000
const README = await Bun.file('README.md').text()
const dataDir = makeDataDir('readme')
afterAll(() => cleanUp(dataDir), TEST_MS)

/** The lines that a page shows to be typed, from a heading to the next. */
const typedUnder = (heading: string) =>
  (README.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.slice(4))
    .join('\n')

test(
  'a newcomer who types the calls of the README without the simulation takes a haul from its quote to its end, and runs the company',
  async () => {
    const port = await freePort()
    startUp(['--no-simulation', '--port', String(port), '--data-dir', dataDir])
    await untilReady(port)
    const calls = typedUnder('Call it').replace('http://localhost:8000', `http://127.0.0.1:${port}`)
    const typed = `${calls}\n${typedUnder('Run a company by it')}`
    const shell = Bun.spawn(['sh', '-c', `set -e\n${typed}`], { stderr: 'inherit' })
    const said = await new Response(shell.stdout).text()
    expect(await shell.exited).toBe(0)
    const states = [...said.matchAll(/"state":"(\w+)"/g)].map(([, state]) => state)
    expect(states.at(0)).toBe('searching')
    expect(states.at(-1)).toBe('completed')
    expect(said).toContain('"name":"Depot"')
    expect(said).toContain('"secret":"whsec_')
    expect(said).toContain('"metric":"completed","unit":"count"')
    expect(said).toMatch(/plate[\s\S]*KA 01 HX 0001/)
    expect(said).not.toContain('urn:hexhaul:problem')
  },
  TEST_MS,
)

test('the places of the README lie in the city whose drivers are simulated', () => {
  const places = [...typedUnder('Call it').matchAll(/"lat":([\d.]+),"lng":([\d.]+)/g)]
  expect(places.length).toBe(3)
  for (const [, lat, lng] of places)
    expect(distanceM(demoCentre(), { lat: Number(lat), lng: Number(lng) })).toBeLessThan(CITY_RADIUS_M)
})
