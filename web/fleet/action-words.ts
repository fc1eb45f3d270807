import { sentence } from '../shared/format.ts'

const WORDS: Readonly<Record<string, string>> = {
  'document.create': 'Document added',
  'document.renew': 'Document renewed',
  'document.remove': 'Document removed',
  'driver.change': 'Driver changed',
  'driver.import': 'Driver imported',
  'driver.invite': 'Driver invited',
  'driver.set_password': 'Password set',
  'maintenance.plan': 'Maintenance planned',
  'maintenance.change': 'Maintenance changed',
  'maintenance.cancel': 'Maintenance cancelled',
  'maintenance.end': 'Maintenance ended',
  'vehicle.change': 'Vehicle changed',
  'vehicle.create': 'Vehicle added',
  'vehicle.import': 'Vehicle imported',
  'vehicle.retire': 'Vehicle retired',
}

/** What an action of the audit log did, as people say it. */
export const actionText = (action: string) => WORDS[action] ?? sentence(action)
