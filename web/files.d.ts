declare module '*.woff2' {
  /** The address that the build serves the file at. */
  const url: string
  export default url
}
declare module '*.css' {
  /** The address that the build serves the file at. */
  const url: string
  export default url
}
