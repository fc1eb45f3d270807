/** SHA-256 (FIPS 180-4), in hexadecimal digits. */
export const sha256 = (data: string | Uint8Array) => new Bun.CryptoHasher('sha256').update(data).digest('hex')
