import { useEffect, useState } from 'react'
import { type DriverIcon, driverIconUrl } from './driver-icons.ts'
import { type PinName, pinUrl } from './pins.ts'
import { onThemeChange } from './theme-colours.ts'

/** A cell of this multiplier and any higher is painted strongest. */
export const SURGE_STRONGEST = 2.5
const DRIVERS: { icon: DriverIcon; label: string }[] = [
  { icon: 'available', label: 'Available' },
  { icon: 'busy', label: 'On a haul' },
  { icon: 'paused', label: 'Paused' },
]
const PLACES: { pin: PinName; label: string }[] = [
  { pin: 'pickup-searching', label: 'Searching' },
  { pin: 'pickup', label: 'Pickup' },
  { pin: 'dropoff', label: 'Drop-off' },
]

const drawPictures = () => ({
  drivers: DRIVERS.map(({ icon, label }) => ({ url: driverIconUrl(icon), label })),
  bookings: PLACES.map(({ pin, label }) => ({ url: pinUrl(pin), label })),
})

/** What drivers and bookings look like on the map, in the colours of the theme. */
export function usePictures() {
  const [pictures, setPictures] = useState(drawPictures)
  useEffect(() => onThemeChange(() => setPictures(drawPictures())), [])
  return pictures
}

export const Pictures = ({ keys }: { keys: readonly { url: string; label: string }[] }) => (
  <ul>
    {keys.map(({ url, label }) => (
      <li key={label}>
        <img src={url} alt="" />
        {label}
      </li>
    ))}
  </ul>
)

/** The colour of cells from the palest to the strongest, as `addCells` paints them. */
export const Scale = ({ colour, from, to }: { colour: string; from: string; to: string }) => (
  <div className="cell-scale" data-colour={colour}>
    <i />
    <span>{from}</span>
    <span>{to}</span>
  </div>
)
