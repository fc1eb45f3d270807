import { HELP, readCommandLine, UsageError } from './options.ts'
import { showLine, showScreen } from './show-summary.ts'
import { startSimulation } from './start-simulation.ts'

const SCREEN_EVERY_MS = 1_000
const LINE_EVERY_MS = 5_000

async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2))
  if (command === 'help') {
    console.log(HELP)
    return 0
  }
  const { options, durationS } = command
  const simulation = startSimulation(options, (line) => console.error(line))
  const isScreen = process.stdout.isTTY === true
  const ticker = setInterval(
    () =>
      console.log(isScreen ? showScreen(simulation.summary(), options.url) : showLine(simulation.summary())),
    isScreen ? SCREEN_EVERY_MS : LINE_EVERY_MS,
  )
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (Number.isFinite(durationS)) setTimeout(resolve, durationS * 1_000)
  })
  let failure: unknown
  await Promise.race([asked, simulation.ready.then(() => asked)]).catch((error: unknown) => {
    failure = error
  })
  clearInterval(ticker)
  console.log(JSON.stringify(await simulation.stop()))
  if (failure !== undefined) console.error(failure instanceof Error ? failure.message : failure)
  return failure === undefined ? 0 : 1
}

try {
  process.exit(await main())
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exit(2)
}
