import type { Random } from '../random.ts'
import type { StreetClass } from './city.ts'

const words = (text: string) => text.trim().split(/\s+/)

const STEMS = words(`
  Tannery Banyan Copper Lantern Mango Temple Saffron Cotton Indigo Peacock Weaver Potter Jasmine Marble Granite Kiln
  Ferry Orchard Foundry Garden Palace Cantonment Cathedral Chapel Mosque Museum Library College Hospital Barrack Parade
  Residency Treasury Customs Sandal Teak Neem Tamarind Lotus Pepper Cardamom Clove Ginger Coffee Silk Silver Brass Bell
  Mill Bridge Harbour Quarry Reservoir Canal Spring Hill Valley Meadow Forest Grove Willow Cedar Acacia Gulmohar Kite
  Falcon Heron Kingfisher Sparrow Tiger Elephant Horse Cart Wagon Rope Glass Paper Ink Drum Flute Sitar Lamp Candle
  Monsoon Cloud Sunrise Sunset Moon Star Comet North South Harvest Granary Sugar Salt Tea Rice Millet Coconut Palm`)
const DISTRICT_HEADS = words(`
  East West North South Old New Lake River Mill Temple Fort Palm Mango Rose Silver Stone Kings Queens Bell Cotton
  Neem Teak Lotus Banyan Sandal High Green Red White Clear`)
const DISTRICT_TAILS = words('gate pura nagar field town halli market haven garden wood')
const SUFFIXES: Record<StreetClass, readonly string[]> = {
  motorway: ['Expressway'],
  arterial: ['Road', 'Avenue', 'Main Road'],
  street: ['Street', 'Road', 'Main'],
  lane: ['Lane', 'Cross', 'Row', 'Place'],
}

function shuffled(random: Random, items: readonly string[]): string[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const swapped = result[i] as string
    result[i] = result[j] as string
    result[j] = swapped
  }
  return result
}

/** Distinct district names, at most as many as heads times tails. */
export function nameDistricts(random: Random, count: number): string[] {
  return shuffled(
    random,
    DISTRICT_HEADS.flatMap((head) => DISTRICT_TAILS.map((tail) => head + tail)),
  ).slice(0, count)
}

/** Names the streets of one district: no stem comes twice before all have been used. */
export function streetNamer(random: Random): (streetClass: StreetClass) => string {
  let stems: string[] = []
  return (streetClass) => {
    if (stems.length === 0) stems = shuffled(random, STEMS)
    return `${stems.pop()} ${random.pick(SUFFIXES[streetClass])}`
  }
}
