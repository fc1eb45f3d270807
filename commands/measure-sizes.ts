export type Size = { path: string; name: string; lines: number }

const STARTS_FUNCTION =
  /^\s*(?:export |default |async |static |private |override )*(?:function\b.*|(?:const \w+ = )?(?:async )?\(.*\) =>|\w+\(.*\).*|const \w+ = .*=>) \{$/
/** The last line of a head that does not fit on one. */
const ENDS_HEAD = /^\s*\)(?:: .+)? (?:=> )?\{$/
const IS_NO_FUNCTION = /^\s*(?:if|for|while|switch|catch|else|try|do|return|await)\b/

/** The functions of a formatted source with their lengths: each ends at the brace that stands under its first line. */
export function measureFunctions(path: string, text: string): Size[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const isHead = STARTS_FUNCTION.test(line) && !IS_NO_FUNCTION.test(line)
    if (!isHead && !ENDS_HEAD.test(line)) return []
    const indent = line.length - line.trimStart().length
    const end = lines.findIndex((later, at) => at > index && later.startsWith(`${' '.repeat(indent)}}`))
    return end < 0 ? [] : [{ path, name: line.trim(), lines: end - index + 1 }]
  })
}

export const measureFile = (path: string, text: string): Size => ({
  path,
  name: 'the file',
  lines: text.trimEnd().split('\n').length,
})
