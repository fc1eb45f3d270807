import type { Course } from './simulate-surge.ts'

const WIDTH = 720
const PANEL_HEIGHT = 180
const LEFT = 52
const RIGHT = 28
const TOP = 30
const BOTTOM = 24
const HIGHEST_PERMILLE = 2_500
const TICK_PERMILLE = 500
const TICK_MINUTES = 10

/** Colours for a light page and a dark one; the target is thin and dashed, so that no colour has to be told apart. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #3d444d }
  .title { font-weight: 600 }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .target { fill: none; stroke: #8c6c00; stroke-width: 1; stroke-dasharray: 3 2 }
  .published { fill: none; stroke: #0757ba; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #d1d7e0 }
    .grid { stroke: #3d444d }
    .target { stroke: #e0b84c }
    .published { stroke: #6cb0ff }
  }`

const TITLES: Record<Course['name'], string> = {
  step: 'Demand six times as high for 25 minutes',
  spike: 'Demand twelve times as high for a minute',
  noise: 'Nothing but chance',
}

/** The courses below each other as an SVG that reads on a light and on a dark page. */
export function drawCourses(courses: readonly Course[]): string {
  const panels = courses.map(
    (course, i) => `<g transform="translate(0 ${i * PANEL_HEIGHT})">${drawPanel(course)}</g>`,
  )
  const height = courses.length * PANEL_HEIGHT
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Multipliers over an hour">`,
    `<style>${STYLE}</style>`,
    ...panels,
    '</svg>\n',
  ].join('\n')
}

function drawPanel({ name, minutes, targetPermille, publishedPermille }: Course): string {
  const lastMinute = (minutes.at(-1) as number) + (minutes[1] as number)
  const x = (minute: number) => rounded(LEFT + (minute / lastMinute) * (WIDTH - LEFT - RIGHT))
  const y = (permille: number) => {
    const share = (permille - 1_000) / (HIGHEST_PERMILLE - 1_000)
    return rounded(PANEL_HEIGHT - BOTTOM - share * (PANEL_HEIGHT - TOP - BOTTOM))
  }
  const parts = [`<text class="title" x="${LEFT}" y="18">${TITLES[name]}</text>`]
  for (let permille = 1_000; permille <= HIGHEST_PERMILLE; permille += TICK_PERMILLE) {
    parts.push(`<path class="grid" d="M${LEFT} ${y(permille)}H${WIDTH - RIGHT}"/>`)
    parts.push(
      `<text x="${LEFT - 8}" y="${y(permille) + 4}" text-anchor="end">${(permille / 1_000).toFixed(1)}×</text>`,
    )
  }
  for (let minute = 0; minute <= lastMinute; minute += TICK_MINUTES)
    parts.push(`<text x="${x(minute)}" y="${PANEL_HEIGHT - 8}" text-anchor="middle">${minute} min</text>`)
  const line = targetPermille.map((permille, i) => `${x(minutes[i] as number)} ${y(permille)}`).join('L')
  // What is published holds until the next is.
  const stairs = publishedPermille.map((permille, i) => `${x(minutes[i] as number)}V${y(permille)}`).join('H')
  parts.push(`<path class="target" d="M${line}"/>`)
  parts.push(`<path class="published" d="M${x(0)} ${y(publishedPermille[0] as number)}H${stairs}"/>`)
  return parts.join('\n')
}

const rounded = (value: number) => Math.round(value * 10) / 10
