import { type Earlier, type Screen, showScreen } from './show-summary.ts'
import type { Summary } from './summarise.ts'

/** The pace of now is that of the last so many screens. */
const PACE_OVER = 10
const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/** One screen that is drawn over in place, on a page of its own; what was on the terminal before comes back at the end. */
export class LiveScreen {
  private readonly url: string
  private readonly write: (text: string) => void
  private readonly size: () => Screen
  private readonly history: Earlier[] = []
  private isOpen = false

  constructor(url: string, write: (text: string) => void, size: () => Screen) {
    this.url = url
    this.write = write
    this.size = size
  }

  draw(summary: Summary): void {
    const lines = showScreen(summary, this.url, this.history[0] ?? summary, this.size())
    this.history.push({ elapsedS: summary.elapsedS, counters: summary.counters })
    if (this.history.length > PACE_OVER) this.history.shift()
    // In one write and without clearing first, so that nothing flickers.
    const text = lines.map((line) => line + CLEAR_LINE).join('\r\n')
    this.write(`${this.isOpen ? '' : ENTER}${HOME}${text}${CLEAR_BELOW}`)
    this.isOpen = true
  }

  /** Leaves the page and puts the last state where it can be scrolled back to. */
  close(summary: Summary): void {
    if (this.isOpen) this.write(LEAVE)
    this.isOpen = false
    const { columns } = this.size()
    const lines = showScreen(summary, this.url, this.history[0] ?? summary, { columns, rows: 100 })
    this.write(`${lines.join('\n')}\n`)
  }
}
