/** Refusals that a person can act on; the message says what is wrong and what to do, or what PostgreSQL itself said. */
export class EmbeddedPostgresError extends Error {}

const SHOWN_MAX_LINES = 8

/** The end of what a program said, for the message of its failure. */
export const lastLines = (output: string) => output.trim().split('\n').slice(-SHOWN_MAX_LINES).join('\n')
