/** The report of one campaign alone. */
export function reportOf(id: number | string): string {
  const filter = JSON.stringify([{ field: 'campaign', op: 'in', value: [String(id)] }])
  return `/report?${new URLSearchParams({ filters: filter }).toString()}`
}
