/** Changes of pixels. Their code is shown on short domains only, never where the admin is. */
import type { Pixel } from '../../db/links/pixels.ts'
import { HOLDS_NUL, holdsNul } from '../../lib/nul.ts'
import { type Caller, mayCreateUnder } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Problems, problems, type Refusal } from '../refusal.ts'
import { FILL_IN, MISFIT } from './link-checks.ts'
import { noteEveryLink } from './links.ts'

const NAME_MAX = 255
const CODE_MAX_BYTES = 64 * 1024

export interface PixelChange {
  readonly name?: string | null | typeof MISFIT
  readonly code?: string | null | typeof MISFIT
}

/** The new pixel, of the owner who is named. */
export function createPixel(
  desk: Desk,
  caller: Caller,
  ownerId: number,
  change: PixelChange,
): Promise<Pixel | Refusal> {
  return desk.together(() => {
    if (!mayCreateUnder(caller, 'pixel')) return FORBIDDEN
    const after = checkPixel(change, { name: '', code: '' })
    if (isRefusal(after)) return after
    const now = desk.clock()
    const id = desk.stores.pixels.add({ ownerId, ...after })
    const pixel = { id, ownerId, createdAt: now, changedAt: now, ...after }
    noteAudit(desk, caller, 'create', pixel)
    return pixel
  })
}

/** Live with every link that shows it. */
export function changePixel(
  desk: Desk,
  caller: Caller,
  before: Pixel,
  change: PixelChange,
): Promise<Pixel | Refusal> {
  return desk.together(() => {
    const after = checkPixel(change, before)
    if (isRefusal(after)) return after
    const pixel = { ...before, ...after, changedAt: desk.clock() }
    desk.stores.pixels.put(pixel)
    noteEveryLink(desk.stores)
    noteAudit(desk, caller, 'change', pixel)
    return pixel
  })
}

/** Takes it off every link at once. */
export function removePixel(desk: Desk, caller: Caller, pixel: Pixel): Promise<void> {
  return desk.together(() => {
    desk.stores.links.forgetPixel(pixel.id)
    desk.stores.pixels.remove(pixel.id)
    noteEveryLink(desk.stores)
    noteAudit(desk, caller, 'remove', pixel)
  })
}

type Content = Pick<Pixel, 'name' | 'code'>

function checkPixel(change: PixelChange, before: Content): Content | Refusal {
  const found = problems()
  const content = {
    name: textAfter('name', change, before, found),
    code: textAfter('code', change, before, found),
  }
  if (content.name.length > NAME_MAX) {
    found.add('name', `is too long (maximum is ${NAME_MAX} characters)`)
  }
  if (Buffer.byteLength(content.code) > CODE_MAX_BYTES) {
    found.add('code', `is too long (maximum is ${CODE_MAX_BYTES} bytes)`)
  }
  return found.refusal() ?? content
}

function textAfter(
  field: 'name' | 'code',
  change: PixelChange,
  before: Content,
  found: Problems,
): string {
  const text = change[field] === undefined ? before[field] : change[field]
  if (text === MISFIT || (typeof text === 'string' && !text.isWellFormed())) {
    found.add(field, 'is invalid')
    return ''
  }
  if (holdsNul(text)) {
    found.add(field, HOLDS_NUL)
    return ''
  }
  if (text === null || text.trim() === '') {
    found.add(field, FILL_IN)
    return ''
  }
  return text
}

function noteAudit(desk: Desk, caller: Caller, event: string, pixel: Pixel): void {
  const { id, name, code } = pixel
  const changes = event === 'remove' ? null : { name, code }
  noteDeed(desk, caller, { event, kind: 'pixels', id, name, changes })
}
