/** Stops the start: its message is one line that names the variable and what it accepts. */
export class ConfigError extends Error {}

export type Env = Record<string, string | undefined>
