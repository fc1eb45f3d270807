import { call } from '../../api/client.ts'

export const readZone = (id: string) => call('get', '/v1/admin/zones/:id', { params: { id } })
