/** Thrown values: what they say, and which failures go away by themselves, as when a disk is full. */

/** No space, a disk that fails or hangs, files that can't be opened, a worker that is not there. */
const CODES =
  /^(SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|LOCKED)|(ENOSPC|EDQUOT|EROFS|EIO|EMFILE|ENFILE|UNAVAILABLE)$)/

/** `code` of a thrown value; `''` for none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Whether a file or folder could not be read because there is none. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error))
}

/** What a thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What the log says of a thrown value: where it came from, too. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Somebody has to make room before a retry works. */
export function isDiskFull(error: unknown): boolean {
  return /^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(codeOf(error))
}

/** SQLite can't make sense of what stands in its file. */
export function isDamagedFile(error: unknown): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(codeOf(error))
}

/** Nothing was changed, and a retry may work. */
export function isUnavailable(error: unknown): boolean {
  return CODES.test(codeOf(error))
}

/** An error as another thread reported it: its text and its code, `''` for none. */
export function errorFrom(message: string, code: string): Error {
  return code === '' ? new Error(message) : Object.assign(new Error(message), { code })
}
