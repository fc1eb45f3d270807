import { connect, type Socket } from 'node:net'
import { until } from '../../testing/create-test-app.ts'
import type { Frame } from './listen.ts'

/** A WebSocket client on a plain TCP socket, which can stop reading without closing: what a phone in a tunnel is like. */
export class StallingClient {
  readonly frames: Frame[] = []
  isClosed = false
  private readonly socket: Socket
  private unread = Buffer.alloc(0)
  private isUpgraded = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (data) => this.read(Buffer.from(data)))
    socket.on('close', () => {
      this.isClosed = true
    })
    socket.on('error', () => {})
  }

  static async connect(port: number, ticket: string): Promise<StallingClient> {
    const client = new StallingClient(connect(port, '127.0.0.1'))
    const lines = ['upgrade: websocket', 'connection: Upgrade', 'sec-websocket-version: 13']
    client.socket.write(
      `GET /v1/realtime HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n${lines.join('\r\n')}\r\n\r\n`,
    )
    await until(() => client.isUpgraded)
    client.send({ type: 'hello', ticket })
    await until(() => client.frames.some(({ type }) => type === 'welcome'))
    return client
  }

  /** One masked text frame (RFC 6455, 5.2); a mask of zeros leaves the text as it is. */
  send(frame: object): void {
    const text = Buffer.from(JSON.stringify(frame))
    const header = Buffer.alloc(8)
    header[0] = 0x81
    header[1] = 0x80 | 126
    header.writeUInt16BE(text.length, 2)
    this.socket.write(Buffer.concat([header, text]))
  }

  stall(): void {
    this.socket.pause()
  }

  goOn(): void {
    this.socket.resume()
  }

  close(): void {
    this.socket.destroy()
  }

  private read(data: Buffer): void {
    this.unread = Buffer.concat([this.unread, data])
    if (!this.isUpgraded) {
      const end = this.unread.indexOf('\r\n\r\n')
      if (end < 0) return
      this.unread = this.unread.subarray(end + 4)
      this.isUpgraded = true
    }
    for (let frame = this.next(); frame; frame = this.next()) if (frame.opcode === 1) this.take(frame.payload)
  }

  private take(payload: Buffer): void {
    const frame = JSON.parse(payload.toString())
    this.frames.push(frame)
    if (frame.type === 'ping') this.send({ type: 'pong' })
  }

  private next(): { opcode: number; payload: Buffer } | null {
    const { unread } = this
    if (unread.length < 2) return null
    const short = (unread[1] as number) & 0x7f
    const at = short === 127 ? 10 : short === 126 ? 4 : 2
    if (unread.length < at) return null
    const length =
      short === 127 ? Number(unread.readBigUInt64BE(2)) : short === 126 ? unread.readUInt16BE(2) : short
    if (unread.length < at + length) return null
    this.unread = unread.subarray(at + length)
    return { opcode: (unread[0] as number) & 0x0f, payload: unread.subarray(at, at + length) }
  }
}
