/** Workers that are imported as files: the module is the path, in the executable that of packed text. */
declare module '*?packed' {
  const path: string
  export default path
}
