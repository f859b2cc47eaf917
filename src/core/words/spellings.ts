/** What the API of reports spells in more than one way, read alike by the server and the admin. */

/** Of a dimension that has two names, `sub_id_N` and `token_N`, the one that the catalogue has. */
export function dimensionKey(name: string): string {
  return name.replace(/^sub_id_(?=\d+$)/, 'token_')
}

/** The days of a preset such as `last_7_days`, 2 to 30; null of another. */
export function lastDaysOf(preset: string): number | null {
  const days = /^last_([2-9]|[12]\d|30)_days$/.exec(preset)?.[1]
  return days === undefined ? null : Number(days)
}
