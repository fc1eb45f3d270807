/** A colour of the theme in force, as MapLibre and canvases read it: neither knows CSS variables. */
export const themeColour = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** Red, green and blue of a theme's colour, 0 to 1, as shaders take them. */
export function themeRgb(name: string): [number, number, number] {
  const pen = document.createElement('canvas').getContext('2d')
  if (!pen) return [0, 0, 0]
  // A canvas gives every colour back in six digits, however it was written.
  pen.fillStyle = themeColour(name)
  const part = (at: number) => Number.parseInt(String(pen.fillStyle).slice(at, at + 2), 16) / 255
  return [part(1), part(3), part(5)]
}

const scheme = matchMedia('(prefers-color-scheme: dark)')
export function onThemeChange(listener: () => void) {
  scheme.addEventListener('change', listener)
  return () => scheme.removeEventListener('change', listener)
}
