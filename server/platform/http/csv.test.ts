import { expect, test } from 'bun:test'
import { csvOf } from './csv.ts'

test('a table quotes what would break it, in the order of its columns', () => {
  const rows = [
    { b: 'plain', a: 1.5, c: null },
    { a: -2, b: 'say "no",\nor yes', c: 'x' },
  ]
  expect(csvOf(['a', 'b', 'c'], rows)).toBe('a,b,c\r\n1.5,plain,\r\n-2,"say ""no"",\nor yes",x\r\n')
})
