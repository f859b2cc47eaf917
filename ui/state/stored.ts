/** The little that a browser keeps: look, table widths and drafts. Never keys, never data. */
const PREFIX = 'sluice.'

/** Null when there is nothing, or the browser forbids storage. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

export function store(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** JSON that was stored, if it is an object or list; anything else is as good as nothing. */
export function readStoredJson<T>(name: string): T | null {
  try {
    const value: unknown = JSON.parse(readStored(name) ?? 'null')
    return typeof value === 'object' ? (value as T | null) : null
  } catch {
    return null
  }
}
