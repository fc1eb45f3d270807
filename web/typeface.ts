import latinExt from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2' with {
  type: 'file',
}
import currency from './typeface/inter-currency.woff2' with { type: 'file' }
import latin from './typeface/inter-latin.woff2' with { type: 'file' }

/** A page loads the parts that it has letters of. `commands/make-typeface.ts` makes those that are ours. */
const PARTS = [
  {
    url: latin,
    unicodeRange:
      'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
  },
  { url: currency, unicodeRange: 'U+20A0-20AB, U+20AD-20C0' },
  {
    url: latinExt,
    unicodeRange: 'U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+1E00-1E9F, U+1EF2-1EFF',
  },
]

/** Makes Inter known to the page and the map; in code, since the build would put fonts named in CSS into the CSS itself. */
export function addTypeface() {
  for (const { url, unicodeRange } of PARTS)
    document.fonts.add(
      new FontFace('Inter Variable', `url(${url}) format('woff2')`, {
        weight: '400 700',
        display: 'swap',
        unicodeRange,
      }),
    )
}
