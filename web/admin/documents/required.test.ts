import { expect, test } from 'bun:test'
import { addedText, differences, type Required } from './required.ts'

const saved: Required = {
  timeZone: 'Asia/Kolkata',
  driverDocuments: ['driving_licence', 'identity'],
  vehicleDocuments: [],
}

test('what was chosen differs by what is required, not by the order in which it was chosen', () => {
  expect(differences(saved, { ...saved, driverDocuments: ['identity', 'driving_licence'] })).toEqual([])
  expect(
    differences(saved, { ...saved, driverDocuments: ['identity'], vehicleDocuments: ['insurance'] }),
  ).toEqual([
    {
      name: 'driverDocuments',
      label: 'Drivers',
      theirs: 'Driving licence, Identity card',
      yours: 'Identity card',
    },
    { name: 'vehicleDocuments', label: 'Vehicles', theirs: 'none', yours: 'Insurance' },
  ])
})

test('only what is newly required is warned of', () => {
  expect(addedText(saved, { ...saved, driverDocuments: [] })).toBe('')
  expect(
    addedText(saved, {
      ...saved,
      driverDocuments: ['identity', 'permit'],
      vehicleDocuments: ['insurance', 'inspection'],
    }),
  ).toBe('drivers without a valid permit, and vehicles without a valid insurance or inspection')
})
