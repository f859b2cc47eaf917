/** A file of the admin UI, ready to be sent in each encoding. */
export interface UiFile {
  /** `main-x1y2z3.js`: the content is part of the name, except for `index.html`. */
  readonly name: string
  readonly type: string
  readonly etag: string
  readonly raw: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly br: Uint8Array<ArrayBuffer>
}
