import { type Call, callsTo, type Point } from './calls.ts'

const OPEN_MAX_MS = 20_000
const FRAMES_PER_PONG = 4
export type Frame = { type: string; offer?: { bookingId: string }; drivers?: MapDriver[] }
export type MapDriver = { id: string; lat: number; lng: number; recordedAt: string }

/** A signed-in socket; pings are answered, every other frame is handed on. */
export class BenchSocket {
  onFrame: (frame: Frame) => void = () => {}
  private readonly socket: WebSocket
  private onPong: () => void = () => {}

  private constructor(socket: WebSocket) {
    this.socket = socket
  }

  static async open(url: string, token: string, call: Call = callsTo(url)): Promise<BenchSocket> {
    const { ticket } = await call<{ ticket: string }>('POST', '/v1/realtime/tickets', token)
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/realtime`)
    const opened = new BenchSocket(socket)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no welcome on a socket')), OPEN_MAX_MS)
      socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', ticket }))
      socket.onclose = () => opened.onPong()
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as Frame
        if (frame.type === 'pong') opened.onPong()
        else if (frame.type === 'ping') socket.send('{"type":"pong"}')
        else if (frame.type === 'welcome') {
          clearTimeout(timer)
          resolve()
        } else opened.onFrame(frame)
      }
    })
    return opened
  }

  send(frame: object | string): void {
    if (this.socket.readyState !== WebSocket.OPEN) throw new Error('a socket was closed by the server')
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** Ends when the server has read all that was sent before. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.onPong = resolve
      this.send('{"type":"ping"}')
    })
  }

  close(): void {
    this.socket.close(1000)
  }
}

/** A driver on duty who reports where they are, a little north or south of the last time. */
export class BenchDriver {
  readonly socket: BenchSocket
  private readonly place: Point
  private lastMs = 0

  constructor(socket: BenchSocket, place: Point) {
    this.socket = socket
    this.place = place
  }

  report(): void {
    this.lastMs = Math.max(this.lastMs + 1, Date.now())
    const lat = this.place.lat + (this.lastMs % 10) * 1e-6
    const position = { lat, lng: this.place.lng, recordedAt: new Date(this.lastMs).toISOString() }
    this.socket.send({ type: 'positions', positions: [position] })
  }

  /** Reports until `endMs` as fast as the server reads. */
  async reportFlatOut(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      for (let i = 0; i < FRAMES_PER_PONG; i++) this.report()
      await this.socket.drain()
    }
  }
}
