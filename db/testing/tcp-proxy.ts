/* For tests: stands between our processes and an engine, and can be a bad line: slow, cut, or open to one side only. */
import { createConnection, createServer, type Server, type Socket } from 'node:net'

type Line = { near: Socket; far: Socket; isDead: boolean }

export class TcpProxy {
  /** What passes from now on passes so much later, each way. */
  delayMs = 0
  private readonly lines = new Set<Line>()
  private readonly server: Server

  private constructor(farPort: number) {
    this.server = createServer((near) =>
      this.open(near, createConnection({ host: '127.0.0.1', port: farPort })),
    )
  }

  /** Starts a proxy to `farPort` on loopback. */
  static async start(farPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(farPort)
    await new Promise<void>((resolve, fail) => {
      proxy.server.once('error', fail)
      proxy.server.listen(0, '127.0.0.1', resolve)
    })
    return proxy
  }

  get port(): number {
    return (this.server.address() as { port: number }).port
  }

  /** Ends every connection there is, without a goodbye. */
  cut(): number {
    const cut = this.lines.size
    for (const { near, far } of this.lines) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
    return cut
  }

  /** Lets no byte pass any more on the connections there are, nor the news of their end; new ones work. */
  halfOpen(): number {
    for (const line of this.lines) line.isDead = true
    return this.lines.size
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.cut()
    await closed
  }

  private open(near: Socket, far: Socket): void {
    const line: Line = { near, far, isDead: false }
    this.lines.add(line)
    this.carry(line, near, far)
    this.carry(line, far, near)
  }

  private carry(line: Line, from: Socket, to: Socket): void {
    from.setNoDelay(true)
    let turn: Promise<unknown> = Promise.resolve()
    from.on('data', (chunk) => {
      const dueMs = performance.now() + this.delayMs
      turn = turn.then(async () => {
        const waitMs = dueMs - performance.now()
        if (waitMs > 0) await Bun.sleep(waitMs)
        if (line.isDead || to.destroyed || to.write(chunk)) return
        from.pause()
        to.once('drain', () => from.resume())
      })
    })
    // Its end follows as a `close`.
    from.on('error', () => {})
    from.on('close', () => {
      if (from === line.near && line.isDead) this.lines.delete(line)
      if (line.isDead) return
      this.lines.delete(line)
      turn.then(() => to.destroy())
    })
  }
}
