/* For tests: a customer who books through crashes, each time until there is an answer, under one idempotency key. */
const RETRY_MS = 50
/** Past it the customer asks again: what was lost on the way never answers. */
const PATIENCE_MS = 8_000

export type Booked = { id: string; key: string; order: object; answer: string }
type Answer = { status: number; text: string }

export class InsistentCustomer {
  readonly booked: Booked[] = []
  id = ''
  private readonly origin: string
  private readonly email: string
  private token = ''
  private serial = 0
  private isTired = false

  constructor(origin: string, email: string) {
    this.origin = origin
    this.email = email
  }

  async signUp(): Promise<void> {
    const person = { role: 'customer', name: 'Asha Rao', phone: '+91 80 5550 0100' }
    const account = { ...person, email: this.email, password: 'a long password' }
    const { text } = await this.insist('/v1/auth/register', account)
    const { accessToken, user } = JSON.parse(text)
    this.token = accessToken
    this.id = user.id
  }

  /** Books one haul after another until told to stop; the last one is brought to its answer. */
  async book(random: () => number): Promise<void> {
    while (!this.isTired) {
      await this.bookOne(random)
      await Bun.sleep(random() * 2_500)
    }
  }

  /** Books one haul, however often it takes to ask. */
  async bookOne(random: () => number): Promise<Booked> {
    const near = (middle: number) => middle + (random() - 0.5) * 0.01
    const haul = {
      pickup: { lat: near(12.9716), lng: near(77.5946) },
      dropoff: { lat: near(12.9716), lng: near(77.5946) },
      vehicleClass: random() < 0.5 ? 'van' : 'bike',
    }
    const quote = await this.insist('/v1/quotes', haul)
    const quoteId = JSON.parse(quote.text).id as string
    const order = { quoteId, pickup: { address: 'A' }, dropoff: { address: 'B' } }
    const key = `${this.email}-${this.serial++}`
    const { text } = await this.insist('/v1/bookings', order, key)
    const booked = { id: JSON.parse(text).id as string, key, order, answer: text }
    this.booked.push(booked)
    return booked
  }

  stop(): void {
    this.isTired = true
  }

  /** What the same request is answered now. */
  async ask({ order, key }: Booked): Promise<string> {
    return (await this.insist('/v1/bookings', order, key)).text
  }

  /** Sends until there is a whole answer of a server that is not just starting or stopping. @throws for a refusal. */
  private async insist(path: string, body: object, key?: string): Promise<Answer> {
    for (;;) {
      const answer = await this.send(path, body, key).catch(() => null)
      if (answer && answer.status === 201) return answer
      if (answer && answer.status < 500) throw new Error(`${path}: ${answer.status} ${answer.text}`)
      await Bun.sleep(RETRY_MS)
    }
  }

  private async send(path: string, body: object, key?: string): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    })
    return { status: response.status, text: await response.text() }
  }
}
