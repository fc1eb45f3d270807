import { currentSession } from '../api/session.ts'

/** Whether who is signed in may keep the fleet; the server asks again. */
export const isAdmin = () => currentSession()?.user.role === 'admin'
