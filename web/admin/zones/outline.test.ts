import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { findMeetingLines } from './find-meeting-lines.ts'
import { type Change, changeDraft, type Draft, draftOf, geometryOf, linesOf, outlineOf } from './outline.ts'
import { readOutline, writeOutline } from './outline-text.ts'

const SQUARE = [
  [
    [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ],
  ],
] as const
const after = (draft: Draft, ...changes: Change[]) => changes.reduce(changeDraft, draft)
const corner = (at: number) => ({ polygon: 0, ring: 0, at })
const add = (lng: number, lat: number): Change => ({ type: 'add', position: [lng, lat] })

describe('a draft', () => {
  test('is drawn corner by corner and closed once there are three', () => {
    const two = after(draftOf([]), { type: 'begin' }, add(0, 0), add(2, 0))
    expect(after(two, { type: 'close' }).open).toHaveLength(2)
    const closed = after(two, add(2, 2), { type: 'close' })
    expect([closed.open, closed.outline]).toEqual([
      null,
      [
        [
          [
            [0, 0],
            [2, 0],
            [2, 2],
          ],
        ],
      ],
    ])
  })

  test('that is drawn anew and given up is as it was', () => {
    const draft = after(draftOf(SQUARE), { type: 'begin' }, add(5, 5), { type: 'giveUp' })
    expect(draft.outline).toEqual(SQUARE)
  })

  test('loses a chosen corner, but never the third last', () => {
    const remove = (draft: Draft) =>
      after(draft, { type: 'choose', corner: corner(0) }, { type: 'removeChosen' })
    const three = remove(draftOf(SQUARE))
    expect(three.outline[0]?.[0]).toEqual([
      [2, 0],
      [2, 2],
      [0, 2],
    ])
    expect(remove(three).outline).toEqual(three.outline)
  })

  test('goes back step by step to where it began, whatever was done', () => {
    const place = fc.tuple(
      fc.double({ min: 0, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
    )
    const change = fc.oneof(
      fc.constantFrom<Change>({ type: 'begin' }, { type: 'close' }, { type: 'removeChosen' }),
      place.map(([lng, lat]) => add(lng, lat)),
      fc.nat(2).map((at): Change => ({ type: 'choose', corner: corner(at) })),
      place.map((position): Change => ({ type: 'insert', corner: corner(1), position })),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let draft = after(draftOf(SQUARE), ...changes)
        while (draft.past.length > 0) draft = changeDraft(draft, { type: 'undo' })
        expect([draft.outline, draft.open]).toEqual([SQUARE, null])
      }),
    )
  })
})

describe('lines that meet', () => {
  const meeting = (ring: [number, number][]) => findMeetingLines(linesOf(draftOf([[ring]]))).length
  test('are none of a square, both of a bow, and two that touch', () => {
    expect(
      meeting([
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 2],
      ]),
    ).toBe(0)
    expect(
      meeting([
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
      ]),
    ).toBe(2)
    expect(
      meeting([
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 0],
        [0, 4],
      ]),
    ).toBeGreaterThan(1)
  })
})

describe('an outline as text', () => {
  test('is read back as it was written, and so is its GeoJSON', () => {
    const place = fc.tuple(fc.integer({ min: -179, max: 179 }), fc.integer({ min: -89, max: 89 }))
    const ring = fc.uniqueArray(place, { minLength: 3, maxLength: 8, selector: String })
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 3 }), (rings) => {
        expect(readOutline(writeOutline([rings]))).toEqual([rings])
        expect(readOutline(JSON.stringify(geometryOf([rings])))).toEqual([rings])
        const feature = { type: 'Feature', geometry: geometryOf([rings, rings]), properties: {} }
        const both = { type: 'FeatureCollection', features: [feature] }
        expect(readOutline(JSON.stringify(both))).toEqual([rings, rings])
        expect(outlineOf(geometryOf([rings]))).toEqual([rings])
      }),
    )
  })

  test.each([
    ['{"type":"Polygon"', 'no JSON'],
    ['{"type":"Point","coordinates":[1,2]}', 'no polygon'],
    ['{"type":"Polygon","coordinates":[[["a",1],[2,2],[3,3],["a",1]]]}', 'no [longitude, latitude]'],
    ['1, 2\n3, 4', 'three corners'],
    ['1, 2\n3, 4\nnorth', '“north”'],
    ['', 'three corners'],
  ])('that is none, as %j, is refused in words', (text, words) => {
    expect(() => readOutline(text)).toThrow(words)
  })
})
