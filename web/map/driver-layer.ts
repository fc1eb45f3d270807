import type { CustomLayerInterface, CustomRenderMethodInput, MapLibreMap } from 'maplibre-gl'
import { DRIVER_ICONS, drawDriverIcons } from './driver-icons.ts'
import { FRAGMENT_SHADER, VERTEX_SHADER } from './driver-shaders.ts'
import { FLOATS_PER_POINT, type MovingPoints } from './moving-points.ts'
import { themeRgb } from './theme-colours.ts'

const FLOAT_BYTES = 4
const SIZE_MIN_PX = 17
const SIZE_MAX_PX = 38
/** A frame that took longer than this was drawn by a weak machine, which then gets a rest of the same length. */
const SLOW_FRAME_MS = 34
const ATTRIBUTES = [
  { name: 'way', floats: 4, at: 0 },
  { name: 'span', floats: 2, at: 4 },
  { name: 'turn', floats: 2, at: 6 },
  { name: 'look', floats: 3, at: 8 },
  { name: 'seen', floats: 1, at: 11 },
] as const
const UNIFORMS = [
  'matrix',
  'screenPx',
  'nowS',
  'sizePx',
  'bearingDeg',
  'icons',
  'staleness',
  'haloColour',
] as const
type Uniform = (typeof UNIFORMS)[number]

type Gpu = {
  program: WebGLProgram
  shape: WebGLVertexArrayObject
  buffer: WebGLBuffer
  atlas: WebGLTexture
  at: Record<Uniform, WebGLUniformLocation | null>
  halo: [number, number, number]
  sentRevision: number
}

export const nowS = () => performance.now() / 1_000

/** Draws moving points over the map, and asks for the next frame for as long as any of them moves. */
export class DriverLayer implements CustomLayerInterface {
  readonly id = 'drivers'
  readonly type = 'custom'
  readonly renderingMode = '2d'
  /** 0 while what is drawn is live, 1 when it is old. */
  staleness = 0
  private readonly points: MovingPoints
  private readonly clockS: () => number
  private map: MapLibreMap | null = null
  private gpu: Gpu | null = null
  private drawnAtMs = 0
  private rest: ReturnType<typeof setTimeout> | undefined

  /** A clock of one's own shows another time than now. */
  constructor(points: MovingPoints, clockS = nowS) {
    this.points = points
    this.clockS = clockS
  }

  onAdd(map: MapLibreMap, gl: WebGL2RenderingContext) {
    this.map = map
    this.gpu = prepare(gl)
  }

  onRemove(_map: MapLibreMap, gl: WebGL2RenderingContext) {
    clearTimeout(this.rest)
    if (this.gpu) {
      gl.deleteProgram(this.gpu.program)
      gl.deleteVertexArray(this.gpu.shape)
      gl.deleteBuffer(this.gpu.buffer)
      gl.deleteTexture(this.gpu.atlas)
    }
    this.gpu = null
    this.map = null
  }

  render(gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput) {
    const { gpu, map, points } = this
    if (!gpu || !map) return
    const timeS = this.clockS()
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's, not React's
    gl.useProgram(gpu.program)
    gl.bindVertexArray(gpu.shape)
    gl.bindBuffer(gl.ARRAY_BUFFER, gpu.buffer)
    if (gpu.sentRevision !== points.revision) {
      gl.bufferData(gl.ARRAY_BUFFER, points.data, gl.DYNAMIC_DRAW, 0, points.count * FLOATS_PER_POINT)
      gpu.sentRevision = points.revision
    }
    const { at } = gpu
    gl.uniformMatrix4fv(at.matrix, false, movedTo(defaultProjectionData.mainMatrix, points.origin))
    const ratio = devicePixelRatio
    gl.uniform2f(at.screenPx, gl.drawingBufferWidth / ratio, gl.drawingBufferHeight / ratio)
    gl.uniform1f(at.nowS, timeS)
    gl.uniform1f(at.sizePx, Math.min(SIZE_MAX_PX, Math.max(SIZE_MIN_PX, 3 * map.getZoom() - 13)))
    gl.uniform1f(at.bearingDeg, map.getBearing())
    gl.uniform1f(at.icons, DRIVER_ICONS.length)
    gl.uniform1f(at.staleness, this.staleness)
    gl.uniform3fv(at.haloColour, gpu.halo)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, gpu.atlas)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, points.count)
    gl.bindVertexArray(null)
    if (timeS < points.restingFromS) this.goOn(map)
  }

  private goOn(map: MapLibreMap) {
    const tookMs = performance.now() - this.drawnAtMs
    this.drawnAtMs = performance.now()
    clearTimeout(this.rest)
    if (tookMs < SLOW_FRAME_MS || tookMs > 20 * SLOW_FRAME_MS) map.triggerRepaint()
    else this.rest = setTimeout(() => map.triggerRepaint(), tookMs)
  }
}

function prepare(gl: WebGL2RenderingContext): Gpu {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) throw new Error('the graphics card takes no shader')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(`the drivers' shader: ${gl.getProgramInfoLog(program)}`)
  const shape = gl.createVertexArray()
  gl.bindVertexArray(shape)
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW)
  const corner = gl.getAttribLocation(program, 'corner')
  gl.enableVertexAttribArray(corner)
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0)
  const buffer = gl.createBuffer()
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
  for (const { name, floats, at } of ATTRIBUTES) {
    const place = gl.getAttribLocation(program, name)
    gl.enableVertexAttribArray(place)
    gl.vertexAttribPointer(place, floats, gl.FLOAT, false, FLOATS_PER_POINT * FLOAT_BYTES, at * FLOAT_BYTES)
    gl.vertexAttribDivisor(place, 1)
  }
  gl.bindVertexArray(null)
  const at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]))
  const parts = { program, shape, buffer, atlas: loadAtlas(gl), at: at as Gpu['at'] }
  return { ...parts, halo: themeRgb('accent'), sentRevision: -1 }
}

function loadAtlas(gl: WebGL2RenderingContext): WebGLTexture {
  const atlas = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, atlas)
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false)
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, drawDriverIcons())
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false)
  gl.generateMipmap(gl.TEXTURE_2D)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  return atlas
}

/** The map's matrix for positions relative to `origin`; worked out in doubles, which the card does not have. */
function movedTo(matrix: ArrayLike<number>, origin: { x: number; y: number }): Float32Array {
  const moved = new Float32Array(16)
  const m = (i: number) => matrix[i] as number
  for (let i = 0; i < 12; i++) moved[i] = m(i)
  for (let row = 0; row < 4; row++) moved[12 + row] = m(row) * origin.x + m(4 + row) * origin.y + m(12 + row)
  return moved
}
