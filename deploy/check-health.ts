/* What a container's health check runs: 0 when the process in it can do its work, by its own word. */
const { PORT = '8000', HEALTH_PORT, TLS_CERT_FILE } = process.env
const address = `${TLS_CERT_FILE && !HEALTH_PORT ? 'https' : 'http'}://127.0.0.1:${HEALTH_PORT || PORT}`
const DEADLINE_MS = 4_000

// The certificate is for the name that people use, and this connection does not leave the container.
const answer = await fetch(`${address}/health/ready`, {
  signal: AbortSignal.timeout(DEADLINE_MS),
  tls: { rejectUnauthorized: false },
}).catch(() => null)
process.exit(answer?.ok ? 0 : 1)

export {}
