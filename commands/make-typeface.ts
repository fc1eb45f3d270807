import { join } from 'node:path'
import subsetFont from 'subset-font'

const ROOT = join(import.meta.dir, '..')
const INTER = join(ROOT, 'node_modules/@fontsource-variable/inter/files')
/** The weights that the styles use. */
const AXES = { wght: { min: 400, max: 700 } }
/** What each file has of the typeface's, by its first and last letters; as `web/typeface.ts` tells the browser. */
const PARTS = [
  {
    name: 'inter-latin.woff2',
    from: 'inter-latin-wght-normal.woff2',
    ranges: [
      [0x20, 0xff],
      [0x131, 0x131],
      [0x152, 0x153],
      [0x2bb, 0x2bc],
      [0x2c6, 0x2dc],
      [0x2000, 0x206f],
      [0x20ac, 0x20ac],
      [0x2122, 0x2122],
      [0x2191, 0x2193],
      [0x2212, 0x2215],
      [0xfeff, 0xfffd],
    ],
  },
  {
    name: 'inter-currency.woff2',
    from: 'inter-latin-ext-wght-normal.woff2',
    ranges: [[0x20a0, 0x20c0]],
  },
] as const

/** Inter with no more than most pages show: its usual weights, and the currency signs apart from a thousand letters of other languages. */
export const makeTypeface = () =>
  Promise.all(
    PARTS.map(async ({ name, from, ranges }) => {
      const whole = Buffer.from(await Bun.file(join(INTER, from)).bytes())
      const letters = ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)),
      )
      const options = { targetFormat: 'woff2', variationAxes: AXES } as const
      return {
        path: join(ROOT, 'web/typeface', name),
        bytes: await subsetFont(whole, letters.join(''), options),
      }
    }),
  )

if (import.meta.main) for (const { path, bytes } of await makeTypeface()) await Bun.write(path, bytes)
