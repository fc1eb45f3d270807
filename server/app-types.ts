/** All that the dashboard knows of the server: types, erased before anything runs. */
export type { App } from './app.ts'
