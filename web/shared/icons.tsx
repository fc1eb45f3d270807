/* One family of line icons on a grid of 24. */
const PATHS = {
  alert: 'M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.8v.2',
  archive: 'M4 5h16v4H4V5Zm1.5 4v10h13V9M10 13h4',
  arrowDown: 'M12 5v14m-6-6 6 6 6-6',
  arrowLeft: 'M20 12H4m6-6-6 6 6 6',
  arrowRight: 'M4 12h16m-6-6 6 6-6 6',
  bolt: 'M13 2 5 13.5h6L10 22l9-12.5h-6.5L13 2Z',
  box: 'M12 3 4 7v10l8 4 8-4V7l-8-4Zm0 0v0M4 7l8 4 8-4m-8 4v10',
  chart: 'M4 20h16M6.5 16v-5M12 16V5m5.5 11V9',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  checks: 'm2.5 12.5 4.5 4.5L15 8.5M12.5 16l1 1L22 8.5',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2.5',
  close: 'M6 6l12 12M18 6 6 18',
  columns: 'M4 5h16v14H4V5Zm5.5 0v14m5-14v14',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  edit: 'm4 20 1-4.5L16 4.5l3.5 3.5L8.5 19 4 20Zm10-13.5L17.5 10',
  flag: 'M6 21V4m0 .5c4-2 7 2 12 0v9c-5 2-8-2-12 0',
  gear: 'M12 8.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4Zm-1.5-5.8h3l.5 2.6 1.9 1.1 2.5-.9 1.5 2.6-2 1.7v2.2l2 1.7-1.5 2.6-2.5-.9-1.9 1.1-.5 2.6h-3l-.5-2.6-1.9-1.1-2.5.9-1.5-2.6 2-1.7v-2.2l-2-1.7 1.5-2.6 2.5.9L10 5.6l.5-2.6Z',
  history: 'M4.5 8.5A8.5 8.5 0 1 1 3.5 12M4 4v4.5h4.5M12 7.5V12l3 2',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5.5m0-9v.2',
  layers: 'm12 4 9 5-9 5-9-5 9-5Zm-9 9.5 9 5 9-5',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5',
  map: 'm9 4-5 2v14l5-2 6 2 5-2V4l-5 2-6-2Zm0 0v14m6-12v14',
  pause: 'M8.5 5v14m7-14v14',
  phone:
    'M5 4h4l1.8 4.6-2.3 1.7a12 12 0 0 0 5.2 5.2l1.7-2.3L20 15v4a1.6 1.6 0 0 1-1.7 1.6A14.7 14.7 0 0 1 3.4 5.7 1.6 1.6 0 0 1 5 4Z',
  pin: 'M12 21s7-6.4 7-11.5a7 7 0 1 0-14 0C5 14.6 12 21 12 21Zm0-8.8a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z',
  play: 'M7 4.5v15l12-7.5L7 4.5Z',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 6v5h-5M4 18v-5h5m-3.6-3A7.5 7.5 0 0 1 18.5 8L20 11M4 13l1.5 3a7.5 7.5 0 0 0 13-2',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L21 21',
  signOut: 'M10 4H5v16h5M14 8l4 4-4 4m4-4H9',
  star: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8L12 3.5Z',
  tag: 'M4 4h8l8.5 8.5-8 8L4 12V4Zm4 4v.2',
  truck:
    'M2.5 6h11.5v10.5H2.5V6ZM14 10h4l3.5 3.5v3H14V10ZM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10.5 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  wrench:
    'M20 7.5a5 5 0 0 1-6.7 4.7L7 18.5 4.5 16l6.3-6.3A5 5 0 0 1 15.5 3l-2 3.5 2.5 2.5 3.5-2c.3.2.5.3.5.5Z',
} as const
export type IconName = keyof typeof PATHS

/** A picture beside words; what it means is always said in words too. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
)

/** The mark of Hexhaul: a cell with a road through it. */
export const Logo = () => (
  <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path className="logo-cell" d="M16 2 28.1 9v14L16 30 3.9 23V9L16 2Z" />
    <path className="logo-road" d="M10.5 9.5v13m11-13v13M10.5 16h11" />
  </svg>
)
