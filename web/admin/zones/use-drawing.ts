import type { MapLibreMap, MapMouseEvent, MapTouchEvent, PointLike } from 'maplibre-gl'
import { type Dispatch, useEffect, useRef } from 'react'
import type { Change, Corner, Draft, Position } from './outline.ts'
import type { ZoneKind } from './zone-kinds.ts'
import { HANDLES, showDraft } from './zone-layers.ts'

/** A pointer is this near to what it means, and a finger. */
const REACH_PX = 9
const FINGER_REACH_PX = 22
/** The second click of a double click comes down here. */
const SAME_PLACE_PX = 5

type Drawing = {
  map: MapLibreMap | null
  draft: Draft
  kind: ZoneKind
  isEditable: boolean
  onChange: Dispatch<Change>
}

/** The draft on the map, drawn and edited there with mouse, finger and keys. */
export function useDrawing({ map, draft, kind, isEditable, onChange }: Drawing): void {
  const now = useRef(draft)
  now.current = draft
  const isOpen = draft.open !== null
  useEffect(() => {
    if (map) showDraft(map, draft, { kind, hasHandles: isEditable })
  }, [map, draft, kind, isEditable])
  useEffect(() => {
    if (map)
      return () =>
        void (
          map.style &&
          showDraft(map, { ...now.current, outline: [], open: null }, { kind, hasHandles: false })
        )
  }, [map, kind])
  useEffect(() => {
    if (!map || !isEditable) return
    return isOpen ? drawOn(map, now, kind, onChange) : editOn(map, onChange)
  }, [map, isEditable, isOpen, kind, onChange])
  useKeys(now, isEditable, onChange)
}

type Now = { readonly current: Draft }
const reachOf = ({ originalEvent }: MapMouseEvent | MapTouchEvent) => {
  const isFinger =
    originalEvent.type.startsWith('touch') ||
    ('pointerType' in originalEvent && originalEvent.pointerType === 'touch')
  return isFinger ? FINGER_REACH_PX : REACH_PX
}
const placeOf = ({ lngLat: { lng, lat } }: MapMouseEvent | MapTouchEvent): Position => [lng, lat]

/** Clicks set corners; one on the first, or a double click, closes the ring. */
function drawOn(map: MapLibreMap, now: Now, kind: ZoneKind, onChange: Dispatch<Change>): () => void {
  const isAt = (position: Position | undefined, { point }: MapMouseEvent, reachPx: number) =>
    position !== undefined && map.project([position[0], position[1]]).dist(point) <= reachPx
  const click = (event: MapMouseEvent) => {
    const open = now.current.open ?? []
    if (isAt(open.at(-1), event, SAME_PLACE_PX)) return
    if (open.length > 2 && isAt(open[0], event, reachOf(event))) onChange({ type: 'close' })
    else onChange({ type: 'add', position: placeOf(event) })
  }
  const close = (event: MapMouseEvent) => {
    event.preventDefault()
    onChange({ type: 'close' })
  }
  const follow = (event: MapMouseEvent) =>
    showDraft(map, now.current, { kind, pointer: placeOf(event), hasHandles: true })
  const canvas = map.getCanvas()
  canvas.style.cursor = 'crosshair'
  const heard = [map.on('click', click), map.on('dblclick', close), map.on('mousemove', follow)]
  return () => {
    canvas.style.cursor = ''
    for (const subscription of heard) subscription.unsubscribe()
  }
}

/** Corners are dragged, middles of lines are dragged out to corners. */
function editOn(map: MapLibreMap, onChange: Dispatch<Change>): () => void {
  let dragged: Corner | null = null
  let hasMoved = false
  const handleAt = (event: MapMouseEvent | MapTouchEvent) => {
    const { x, y } = event.point
    const reachPx = reachOf(event)
    const around: [PointLike, PointLike] = [
      [x - reachPx, y - reachPx],
      [x + reachPx, y + reachPx],
    ]
    const found = map.queryRenderedFeatures(around, { layers: HANDLES })
    return found.find(({ layer }) => layer.id === HANDLES[0]) ?? found[0]
  }
  const take = (event: MapMouseEvent | MapTouchEvent) => {
    const handle = handleAt(event)
    if (!handle) return onChange({ type: 'choose', corner: null })
    event.preventDefault()
    const { polygon, ring, at } = handle.properties as Corner
    dragged = { polygon, ring, at }
    // A middle is a corner from the first touch on; that is an undo's step by itself.
    hasMoved = handle.layer.id !== HANDLES[0]
    onChange(
      hasMoved
        ? { type: 'insert', corner: dragged, position: placeOf(event) }
        : { type: 'choose', corner: dragged },
    )
  }
  const move = (event: MapMouseEvent | MapTouchEvent) => {
    if (!dragged) {
      map.getCanvas().style.cursor = handleAt(event) ? 'move' : ''
      return
    }
    if (!hasMoved) onChange({ type: 'hold' })
    hasMoved = true
    onChange({ type: 'move', corner: dragged, position: placeOf(event) })
  }
  const drop = () => {
    dragged = null
  }
  const heard = [
    ...[map.on('mousedown', take), map.on('touchstart', take)],
    ...[map.on('mousemove', move), map.on('touchmove', move)],
  ]
  for (const end of ['mouseup', 'touchend', 'touchcancel']) window.addEventListener(end, drop)
  return () => {
    map.getCanvas().style.cursor = ''
    for (const subscription of heard) subscription.unsubscribe()
    for (const end of ['mouseup', 'touchend', 'touchcancel']) window.removeEventListener(end, drop)
  }
}

const hasOwnKeys = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [role="dialog"], dialog') !== null
const isButton = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('button, a') !== null

/** Enter closes a ring, Escape gives it up, Delete takes the chosen corner off, Ctrl-Z takes the last step back. */
function useKeys(now: Now, isEditable: boolean, onChange: Dispatch<Change>): void {
  useEffect(() => {
    if (!isEditable) return
    const onKey = (event: KeyboardEvent) => {
      if (hasOwnKeys(event.target)) return
      const isOpen = now.current.open !== null
      const { key, ctrlKey, metaKey } = event
      if (key === 'Escape') onChange(isOpen ? { type: 'giveUp' } : { type: 'choose', corner: null })
      else if (key === 'Enter' && isOpen && !isButton(event.target)) onChange({ type: 'close' })
      else if (key === 'Delete' || key === 'Backspace') onChange({ type: isOpen ? 'undo' : 'removeChosen' })
      else if (key.toLowerCase() === 'z' && (ctrlKey || metaKey)) onChange({ type: 'undo' })
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [now, isEditable, onChange])
}
