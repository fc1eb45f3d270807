import { themeColour } from './theme-colours.ts'

/** The pictures of the atlas, in their order; those of movers point north. */
export const DRIVER_ICONS = ['available', 'busy', 'paused', 'available-still', 'busy-still'] as const
export type DriverIcon = (typeof DRIVER_ICONS)[number]
export const ICON_PX = 96

type Pen = CanvasRenderingContext2D
const SHAPES: Record<DriverIcon, (pen: Pen) => void> = {
  // A navigator's arrow: free to go.
  available(pen) {
    pen.moveTo(0, -30)
    pen.lineTo(23, 26)
    pen.quadraticCurveTo(0, 12, -23, 26)
    pen.closePath()
  },
  // A wagon with a pointed front, and its goods: on a haul.
  busy(pen) {
    pen.moveTo(0, -34)
    pen.lineTo(20, -14)
    pen.lineTo(20, 22)
    pen.quadraticCurveTo(20, 28, 14, 28)
    pen.lineTo(-14, 28)
    pen.quadraticCurveTo(-20, 28, -20, 22)
    pen.lineTo(-20, -14)
    pen.closePath()
  },
  paused: (pen) => pen.roundRect(-22, -22, 44, 44, 12),
  'available-still': (pen) => pen.arc(0, 0, 22, 0, 2 * Math.PI),
  'busy-still': (pen) => pen.roundRect(-22, -22, 44, 44, 6),
}
const MARKS: Partial<Record<DriverIcon, (pen: Pen) => void>> = {
  busy: (pen) => pen.fillRect(-9, -3, 18, 18),
  'busy-still': (pen) => pen.fillRect(-9, -9, 18, 18),
  paused(pen) {
    pen.fillRect(-10, -11, 7, 22)
    pen.fillRect(3, -11, 7, 22)
  },
}

function draw(pen: Pen, icon: DriverIcon) {
  const state = icon.replace('-still', '')
  pen.beginPath()
  SHAPES[icon](pen)
  pen.shadowColor = 'rgb(0 0 0 / 0.45)'
  pen.shadowBlur = 8
  pen.lineJoin = 'round'
  pen.lineWidth = 11
  pen.strokeStyle = themeColour('driver-edge')
  pen.stroke()
  pen.shadowColor = 'transparent'
  pen.fillStyle = themeColour(`driver-${state}`)
  pen.fill()
  pen.fillStyle = themeColour('driver-edge')
  MARKS[icon]?.(pen)
}

/** All icons side by side, in the colours of the theme in force. */
export function drawDriverIcons(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = ICON_PX * DRIVER_ICONS.length
  canvas.height = ICON_PX
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  DRIVER_ICONS.forEach((icon, column) => {
    pen.save()
    pen.translate((column + 0.5) * ICON_PX, ICON_PX / 2)
    draw(pen, icon)
    pen.restore()
  })
  return canvas
}

/** One icon for a legend. */
export function driverIconUrl(icon: DriverIcon): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = ICON_PX
  const column = DRIVER_ICONS.indexOf(icon)
  canvas
    .getContext('2d')
    ?.drawImage(drawDriverIcons(), column * ICON_PX, 0, ICON_PX, ICON_PX, 0, 0, ICON_PX, ICON_PX)
  return canvas.toDataURL()
}
