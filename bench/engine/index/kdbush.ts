import { around, distance } from 'geokdbush'
import KDBush from 'kdbush'
import { type Contender, K } from './contender.ts'
import { CLASS_COUNT, type Fleet } from './draw-fleet.ts'

type Tree = { tree: KDBush; handles: number[] }
const M_PER_KM = 1_000

/** kdbush with geokdbush: static trees, one per class of those who are free, built anew for each lot of moves. */
export function createKdbush(): Contender {
  let fleet: Fleet
  let trees: Tree[] = []
  const build = () => {
    trees = Array.from({ length: CLASS_COUNT }, (_, vehicleClass) => plant(fleet, vehicleClass))
  }
  return {
    name: 'kdbush',
    movesPerLook: 1,
    earthRadiusM: 6_371_000,
    questionsPerLook: 100,
    isRebuilt: true,
    async load(given) {
      fleet = { ...given, lat: given.lat.slice(), lng: given.lng.slice() }
      build()
    },
    move({ handle, lat, lng }, from, to) {
      for (let i = from; i < to; i++) {
        fleet.lat[handle[i] as number] = lat[i] as number
        fleet.lng[handle[i] as number] = lng[i] as number
      }
      build()
    },
    ask({ lat, lng, vehicleClass }, from, to, found) {
      for (let i = from; i < to; i++) {
        const { tree, handles } = trees[vehicleClass[i] as number] as Tree
        const [fromLat, fromLng] = [lat[i] as number, lng[i] as number]
        const near = around(tree, fromLng, fromLat, K)
        found?.push(
          near.map((at) => {
            const handle = handles[at] as number
            return (
              M_PER_KM * distance(fromLng, fromLat, fleet.lng[handle] as number, fleet.lat[handle] as number)
            )
          }),
        )
      }
    },
  }
}

function plant({ count, lat, lng, vehicleClass, isAvailable }: Fleet, ofClass: number): Tree {
  const handles: number[] = []
  for (let handle = 0; handle < count; handle++)
    if (vehicleClass[handle] === ofClass && isAvailable[handle]) handles.push(handle)
  const tree = new KDBush(handles.length)
  for (const handle of handles) tree.add(lng[handle] as number, lat[handle] as number)
  return { tree: tree.finish(), handles }
}
