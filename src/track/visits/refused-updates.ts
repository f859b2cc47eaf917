/**
 * Updates of clicks that changed nothing, counted by why: nobody looks at what an image in a page is
 * answered, and a page whose macro is left as it stands sends one for every visitor.
 */
export type UpdateFault = 'unknown_click' | 'unreadable' | 'wrong_key' | 'too_many'

export interface RefusedUpdates {
  note(fault: UpdateFault): void
  counts(): Readonly<Record<UpdateFault, number>>
}

export function refusedUpdates(): RefusedUpdates {
  const counts = { unknown_click: 0, unreadable: 0, wrong_key: 0, too_many: 0 }
  return {
    note(fault) {
      counts[fault]++
    },
    counts: () => ({ ...counts }),
  }
}
