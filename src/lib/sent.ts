/** Properties that were sent: `undefined` must never stand in the way of what is stored. */

export function sent<T extends object>(values: { [K in keyof T]?: T[K] | undefined }): Partial<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Partial<T>
}
