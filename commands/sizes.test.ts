import { expect, test } from 'bun:test'
import { measureFile, measureFunctions, type Size } from './measure-sizes.ts'

/* What fits on a few screens is read and changed with ease. The ceilings are the worst there is: they only ever fall. */
const FILE_AIM_LINES = 200
const FILE_CEILING_LINES = 251
const FILES_OVER_AIM_MAX = 5
const FUNCTION_AIM_LINES = 70
const FUNCTION_CEILING_LINES = 125
const FUNCTIONS_OVER_AIM_MAX = 9

const sources: { path: string; text: string }[] = []
const code = new Bun.Glob('{db,server,workers,commands,web,simulator,bench,e2e}/**/*.{ts,tsx}')
for await (const path of code.scan('.')) sources.push({ path, text: await Bun.file(path).text() })
/** The functions of tests are lists of cases, as long as there are cases. */
const hasCases = (path: string) => /\.test\.tsx?$|\.contract\.ts$/.test(path)

const over = (sizes: readonly Size[], aim: number) =>
  sizes
    .filter(({ lines }) => lines > aim)
    .sort((a, b) => b.lines - a.lines)
    .map(({ lines, path, name }) => `${lines} lines: ${path}, ${name}`)

test(`files have at most ${FILE_AIM_LINES} lines, but for a few that only become fewer`, () => {
  const files = sources.map(({ path, text }) => measureFile(path, text))
  expect(over(files, FILE_CEILING_LINES)).toEqual([])
  const exceptions = over(files, FILE_AIM_LINES)
  expect(exceptions.slice(FILES_OVER_AIM_MAX), `longer than the aim:\n${exceptions.join('\n')}`).toEqual([])
})

test(`functions have at most ${FUNCTION_AIM_LINES} lines, but for a few that only become fewer`, () => {
  const functions = sources
    .filter(({ path }) => !hasCases(path))
    .flatMap(({ path, text }) => measureFunctions(path, text))
  expect(functions.length).toBeGreaterThan(sources.length)
  expect(over(functions, FUNCTION_CEILING_LINES)).toEqual([])
  const exceptions = over(functions, FUNCTION_AIM_LINES)
  expect(exceptions.slice(FUNCTIONS_OVER_AIM_MAX), `longer than the aim:\n${exceptions.join('\n')}`).toEqual(
    [],
  )
})

test('a function is measured from the end of its head to its brace', () => {
  const text = 'export async function one(a: string): Promise<void> {\n  if (a) {\n    b()\n  }\n}\n'
  const broken = 'export function two(\n  a: string,\n): void {\n  b()\n}\n'
  const method = 'class C {\n  three(): void {\n    b()\n  }\n}\nconst four = (a: string) => {\n  b()\n}\n'
  expect(
    [text, broken, method].flatMap((source) => measureFunctions('a.ts', source).map(({ lines }) => lines)),
  ).toEqual([5, 3, 3, 3])
})
