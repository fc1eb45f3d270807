/** OWASP's second recommendation for argon2id: 19 MiB, two passes. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

export const hashPassword = (password: string) => Bun.password.hash(password, ARGON2ID)
export const verifyPassword = (password: string, hash: string) => Bun.password.verify(password, hash)

let decoy: Promise<string> | undefined

/** Takes as long as a real check, so that an answer's time does not tell whether an address is known. */
export async function verifyNothing(password: string): Promise<void> {
  decoy ??= hashPassword(crypto.randomUUID())
  await verifyPassword(password, await decoy)
}
