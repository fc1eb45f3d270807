import { expect, test } from 'bun:test'
import { csvOf } from './csv.ts'

test('a table quotes what would break it, in the order of its columns', () => {
  const rows = [
    { b: 'plain', a: 1.5, c: null },
    { a: -2, b: 'say "no",\nor yes', c: 'x' },
  ]
  expect(csvOf(['a', 'b', 'c'], rows)).toBe('a,b,c\r\n1.5,plain,\r\n-2,"say ""no"",\nor yes",x\r\n')
})

test('no text of a table is a formula for the spreadsheet that opens it', () => {
  const names = ['=1+1', '+91 80', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")', 'a=b']
  const rows = names.map((name) => ({ name, amount: -1 }))
  expect(csvOf(['name', 'amount'], rows).split('\r\n').slice(1, -1)).toEqual([
    "'=1+1,-1",
    "'+91 80,-1",
    "'-1,-1",
    "'@SUM(A1),-1",
    "'\t=1,-1",
    `"'=HYPERLINK(""http://x"",""y"")",-1`,
    'a=b,-1',
  ])
})
