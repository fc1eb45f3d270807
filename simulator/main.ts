import { LiveScreen } from './live-screen.ts'
import { type CommandLine, HELP, readCommandLine, UsageError } from './options.ts'
import { showLine } from './show-summary.ts'
import { type Simulation, startSimulation } from './start-simulation.ts'

const SCREEN_EVERY_MS = 1_000
const LINE_EVERY_MS = 5_000
const DEFAULT_SCREEN = { columns: 100, rows: 40 }

/** Shows the run until it ends: on one screen of a terminal, or else as lines with JSON at the end. Returns the exit code. */
async function show({ options, durationS }: CommandLine): Promise<number> {
  const { stdout } = process
  const isScreen = stdout.isTTY === true
  const screen = new LiveScreen(
    options.url,
    (text) => stdout.write(text),
    () => ({
      columns: stdout.columns || DEFAULT_SCREEN.columns,
      rows: stdout.rows || DEFAULT_SCREEN.rows,
    }),
  )
  const notes: string[] = []
  const simulation = startSimulation(options, (line) => (isScreen ? notes.push(line) : console.error(line)))
  const draw = () =>
    isScreen ? screen.draw(simulation.summary()) : console.log(showLine(simulation.summary()))
  const ticker = setInterval(draw, isScreen ? SCREEN_EVERY_MS : LINE_EVERY_MS)
  if (isScreen) draw()
  const failure = await untilEnd(simulation, durationS)
  clearInterval(ticker)
  const last = await simulation.stop()
  if (failure instanceof UsageError) throw failure
  if (isScreen) screen.close(last)
  else console.log(JSON.stringify(last))
  for (const note of notes) console.log(note)
  if (failure !== undefined) console.error(failure instanceof Error ? failure.message : failure)
  return failure === undefined ? 0 : 1
}

/** Waits for an interruption, the end of the time or a failure, which it returns. */
async function untilEnd(simulation: Simulation, durationS: number): Promise<unknown> {
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (Number.isFinite(durationS)) setTimeout(resolve, durationS * 1_000)
  })
  try {
    await Promise.race([asked, simulation.ready.then(() => asked)])
    return undefined
  } catch (error) {
    return error
  }
}

try {
  const command = readCommandLine(process.argv.slice(2))
  if (command === 'help') console.log(HELP)
  process.exit(command === 'help' ? 0 : await show(command))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exit(2)
}
