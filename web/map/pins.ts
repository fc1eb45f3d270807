import { themeColour } from './theme-colours.ts'

const PIN_PX = 48
export const PIN_RATIO = 2

type Pen = CanvasRenderingContext2D
type Pin = { colour: string; shape: (pen: Pen) => void; mark: (pen: Pen) => void }

/** What marks the places of a booking. */
export const PINS = {
  pickup: {
    colour: 'pickup',
    shape: (pen) => pen.arc(0, 0, 13, 0, 2 * Math.PI),
    mark: (pen) => pen.arc(0, 0, 5, 0, 2 * Math.PI),
  },
  'pickup-searching': {
    colour: 'searching',
    shape: (pen) => pen.arc(0, 0, 17, 0, 2 * Math.PI),
    mark(pen) {
      pen.rect(-2.5, -10, 5, 12)
      pen.rect(-2.5, 5, 5, 5)
    },
  },
  stop: {
    colour: 'haul',
    shape: (pen) => pen.arc(0, 0, 8, 0, 2 * Math.PI),
    mark: (pen) => pen.arc(0, 0, 2.5, 0, 2 * Math.PI),
  },
  dropoff: {
    colour: 'dropoff',
    shape: (pen) => pen.roundRect(-12, -12, 24, 24, 5),
    mark: (pen) => pen.rect(-4.5, -4.5, 9, 9),
  },
} as const satisfies Record<string, Pin>
export type PinName = keyof typeof PINS
export const PIN_NAMES = Object.keys(PINS) as PinName[]

function draw(name: PinName): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = PIN_PX
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('this browser draws no pictures')
  const { shape, mark, colour } = PINS[name]
  pen.translate(PIN_PX / 2, PIN_PX / 2)
  pen.beginPath()
  shape(pen)
  pen.lineWidth = 6
  pen.shadowColor = 'rgb(0 0 0 / 0.35)'
  pen.shadowBlur = 4
  pen.strokeStyle = themeColour('driver-edge')
  pen.stroke()
  pen.shadowColor = 'transparent'
  pen.fillStyle = themeColour(colour)
  pen.fill()
  pen.beginPath()
  mark(pen)
  pen.fillStyle = themeColour('driver-edge')
  pen.fill()
  return canvas
}

/** A pin in the colours of the theme in force, as the map takes it. */
export function drawPin(name: PinName): ImageData {
  const pen = draw(name).getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  return pen.getImageData(0, 0, PIN_PX, PIN_PX)
}

/** A pin for a legend. */
export const pinUrl = (name: PinName) => draw(name).toDataURL()
