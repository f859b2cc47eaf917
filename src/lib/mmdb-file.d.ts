/** Databases that are imported as files: the module is their path. */
declare module '*.mmdb' {
  const path: string
  export default path
}
