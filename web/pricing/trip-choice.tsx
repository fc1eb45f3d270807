import { useEffect, useId, useState } from 'react'
import { multiplierText } from '../shared/format.ts'
import type { Place } from './use-preview.ts'
import { END_LABELS, type End, type Trips } from './use-trips.ts'

const DIGITS = 5
const SURGE_CHOICES = [1, 1.2, 1.5, 2, 2.5]
const ENDS = Object.keys(END_LABELS) as End[]

/** One's own trip, by a click on the map or as coordinates, and the surge that all are tried at. */
export const TripChoice = ({ trips }: { trips: Trips }) => (
  <div className="trip-choice">
    {ENDS.map((end) => (
      <PlaceField key={end} end={end} trips={trips} />
    ))}
    <label>
      Surge
      <select value={trips.surge} onChange={(event) => trips.setSurge(Number(event.target.value))}>
        {SURGE_CHOICES.map((surge) => (
          <option key={surge} value={surge}>
            {multiplierText(surge)}
          </option>
        ))}
      </select>
    </label>
  </div>
)

function PlaceField({ end, trips }: { end: End; trips: Trips }) {
  const hintId = useId()
  const place = trips.own[end]
  const text = place ? `${place.lat.toFixed(DIGITS)}, ${place.lng.toFixed(DIGITS)}` : ''
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const read = placeIn(typed)
  return (
    <label>
      {END_LABELS[end]}
      <input
        className={trips.next === end ? 'place-next' : undefined}
        value={typed}
        placeholder={trips.next === end ? 'Click the map, or lat, lng' : 'lat, lng'}
        autoComplete="off"
        aria-invalid={typed.trim() !== '' && !read}
        aria-describedby={hintId}
        onFocus={() => trips.setNext(end)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => read && typed !== text && trips.place(end, read)}
        onKeyDown={(event) => event.key === 'Enter' && read && trips.place(end, read)}
      />
      <span id={hintId} className="visually-hidden">
        Latitude and longitude, with a comma in between
      </span>
    </label>
  )
}

function placeIn(typed: string): Place | undefined {
  const parts = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(typed)
  if (!parts) return undefined
  const [lat, lng] = [Number(parts[1]), Number(parts[2])]
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined
}
