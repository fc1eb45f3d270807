/*
 * A spreadsheet takes a cell that begins with one of these for a formula, and runs it (OWASP, CSV injection). In tables that
 * we write an apostrophe stands before it, which spreadsheets show as plain text; one more where there are apostrophes
 * already, so that what we read again is what was written.
 */
const FORMULA = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)
export const unguarded = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell)
