/** Whether fingers press: nothing may take two clicks, or keys. */
export function hasFingers(): boolean {
  return matchMedia('(pointer: coarse)').matches
}

/** Whether there is only room for what matters most. */
export function isPhone(): boolean {
  return matchMedia('(max-width: 760px)').matches
}
