declare module '*.woff2' {
  /** The address that the build serves the file at. */
  const url: string
  export default url
}
