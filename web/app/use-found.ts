import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, signOut } from '../api/client.ts'
import type { Role } from '../api/types.ts'
import { useCity } from '../live/live.tsx'
import { shortId } from '../shared/format.ts'
import type { IconName } from '../shared/icons.tsx'
import { pagesOf, partsOf } from './pages.ts'
import { navigate } from './router.tsx'

export type Command = { value: string; label: string; hint: string; icon: IconName; run: () => void }
export type CommandGroup = { value: string; items: Command[] }
type Wanted = { typed: string; role: Role; onShortcuts: () => void }

const TYPING_MS = 200
const ASKED_MIN_CHARS = 2
const FOUND_MAX = 5
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** What fits what was typed: pages and actions at once, open bookings from the live city, drivers and vehicles from the server. */
export function useFound({ typed, role, onShortcuts }: Wanted): {
  groups: CommandGroup[]
  isAsking: boolean
} {
  const word = typed.trim().toLowerCase()
  const fits = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(word))
  const asked = useSettled(word)
  const isAsked = asked.length >= ASKED_MIN_CHARS
  const drivers = useQuery({
    queryKey: ['found', 'drivers', asked],
    queryFn: () => call('get', '/v1/drivers', { query: { q: asked, limit: FOUND_MAX } }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
  const vehicles = useQuery({
    queryKey: ['found', 'vehicles', asked],
    queryFn: () => call('get', '/v1/admin/vehicles', { query: { q: asked, limit: FOUND_MAX } }),
    enabled: isAsked && role === 'admin',
    placeholderData: keepPreviousData,
  })
  const bookings = useOpenBookings(word, fits)
  const foundDrivers = isAsked ? (drivers.data?.items ?? []) : []
  const groups = [
    {
      value: 'Go to',
      items: [
        ...pagesOf(role).map(({ path, label, icon, key }) =>
          command(label, `g ${key}`, icon, () => navigate(path)),
        ),
        // Too many to be shown before something is typed.
        ...(word === '' ? [] : partsOf(role)).map(({ path, label, icon, pageLabel }) =>
          command(label, pageLabel, icon, () => navigate(path)),
        ),
      ].filter(({ label }) => fits(label)),
    },
    { value: 'Bookings', items: bookings },
    {
      value: 'Drivers',
      items: foundDrivers.map(({ id, name, vehicle }) =>
        command(name, vehicle ?? 'No vehicle', 'user', () => navigate(`/drivers/${id}`), id),
      ),
    },
    {
      value: 'Vehicles',
      items: (isAsked ? (vehicles.data?.items ?? []) : []).map(({ id, plate, make, model }) =>
        command(plate, `${make} ${model}`, 'truck', () => navigate(`/vehicles/${id}`), id),
      ),
    },
    {
      value: 'On the map',
      items: foundDrivers.map(({ id, name }) =>
        command(name, 'Show on the map', 'map', () => navigate(`/?driver=${id}`), `map ${id}`),
      ),
    },
    {
      value: 'Actions',
      items: [
        command('Keyboard shortcuts', '?', 'info', onShortcuts),
        command('Sign out', '', 'signOut', () => void signOut()),
      ].filter(({ label }) => fits(label)),
    },
  ].filter(({ items }) => items.length > 0)
  const isAsking = word.length >= ASKED_MIN_CHARS && (word !== asked || drivers.isFetching)
  return { groups, isAsking }
}

/** `value` tells one from another, where labels may be alike. */
const command = (
  label: string,
  hint: string,
  icon: IconName,
  run: () => void,
  value: string = label,
): Command => ({ value, label, hint, icon, run })

/** Open bookings by id or address; one of any state by its whole id. */
function useOpenBookings(word: string, fits: (...texts: string[]) => boolean): Command[] {
  const { bookings } = useCity()
  if (word === '') return []
  const open = (id: string, hint: string) =>
    command(`Booking ${shortId(id)}`, hint, 'box', () => navigate(`/bookings/${id}`), id)
  const found = bookings
    .filter(({ id, pickup, dropoff }) => fits(id, pickup.address, dropoff.address))
    .slice(0, FOUND_MAX)
    .map(({ id, pickup, dropoff }) => open(id, `${pickup.address} → ${dropoff.address}`))
  return found.length === 0 && UUID.test(word) ? [open(word, 'By its id')] : found
}

/** The text once the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
