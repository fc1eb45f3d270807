/** Format, lint, the dependency rules, types: everything that needs no service. */
const steps = [
  ['format and lint', ['bunx', 'biome', 'check', '--error-on-warnings', '.']],
  ['dependency rules', ['bun', 'commands/check-dependencies.ts']],
  ['types', ['bunx', 'tsc', '--noEmit']],
] as const

for (const [name, command] of steps) {
  const { exitCode } = Bun.spawnSync([...command], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (exitCode !== 0) {
    console.error(`verify: ${name} failed`)
    process.exit(1)
  }
  console.log(`verify: ${name} passed`)
}
