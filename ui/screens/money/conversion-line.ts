/** A conversion as a line of an upload: a click id with `name=value` pairs, empty ones left out. */
export function lineOf(clickId: string, pairs: readonly (readonly [string, string])[]): string {
  const said = pairs.filter(([, value]) => value !== '')
  return [clickId, ...said.map(([name, value]) => `${name}=${escaped(value)}`)].join(':')
}

/** A backslash takes its meaning from a colon or another backslash; a line is one line. */
function escaped(value: string): string {
  return value.replace(/[\\:]/g, '\\$&').replace(/[\r\n]/g, ' ')
}
