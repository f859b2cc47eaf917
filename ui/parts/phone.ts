/** Whether there is only room for what matters most. */
export function isPhone(): boolean {
  return matchMedia('(max-width: 760px)').matches
}
