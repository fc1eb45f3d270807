import { join } from 'node:path'
import { keptFolder, runToEnd } from './kept-folder.ts'

export const OSRM_VERSION = '26.10.0'
/** Where the package's programs run: they are built for this Python and this C library, and need nothing of Python. */
const BUILT_FOR = ['--python-version', '3.12', '--platform', 'manylinux_2_28_x86_64']

/** Why the programs of OSRM can't be had here, or null. */
export function missingForOsrm(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Linux on x86-64 for OSRM'
  if (!Bun.which('pip3')) return 'pip3 for OSRM'
  return Bun.which('unzip') ? null : 'unzip for OSRM'
}

/**
 * The folder with OSRM's programs (`bin`) and profiles (`share`), which come as a Python package: fetched through pip the
 * first time and kept for the user. @throws Error with pip's words when they can't be had.
 */
export const osrmPrograms = (): Promise<string> =>
  keptFolder(`osrm-${OSRM_VERSION}`, async (fresh) => {
    const pick = ['--no-deps', '--only-binary=:all:', ...BUILT_FOR, `osrm-bindings==${OSRM_VERSION}`]
    await runToEnd(['pip3', 'download', '--quiet', '--dest', fresh, ...pick], fresh)
    const [wheel] = await Array.fromAsync(new Bun.Glob('*.whl').scan(fresh))
    if (!wheel) throw new Error('pip fetched no wheel of OSRM')
    await runToEnd(['unzip', '-q', wheel], fresh)
    await runToEnd(['sh', '-c', 'chmod +x osrm/bin/*'], fresh)
    return join(fresh, 'osrm')
  })
