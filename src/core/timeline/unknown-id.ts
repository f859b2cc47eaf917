/** What can be said of an id that no stored click has: by its shape, its number, its neighbours. */
import { dateIn } from '../../lib/time-text.ts'
import { parseClickId } from '../click-id.ts'
import type { ClickStory, IdPlace } from './records.ts'
import type { TimelineVerdict } from './told.ts'

const OUR_LENGTH = 20
const OUR_CHARACTERS = /^[0-9a-v]+$/

export function unknownClick(story: ClickStory): TimelineVerdict | null {
  const { click, later, calls, gone } = story
  if (click !== null) return null
  if (gone === 'age') {
    return removed('Retention has removed the click: it is older than what is kept.')
  }
  if (gone === 'click') {
    return removed('The click is gone: somebody had it removed by its id.')
  }
  if (gone === 'campaign') {
    return removed('The click is gone: the events of its campaign were cleared.')
  }
  if (later.length > 0) {
    return removed('Retention has removed the click; what came after it is here.')
  }
  const called = calls.length > 0 ? ' The network has called for it all the same.' : ''
  const sentence = `No click has this id. ${shapeOf(story)}${called}`
  return { code: 'unknown_click', sentence }
}

function removed(sentence: string): TimelineVerdict {
  return { code: 'click_removed', sentence }
}

function shapeOf({ clickId, isOurShape, place, zone }: ClickStory): string {
  if (isOurShape) return `The id has our shape, but ${placeOf(clickId, place, zone)}.`
  if (clickId.length < OUR_LENGTH && OUR_CHARACTERS.test(clickId)) {
    const cut = `It has ${clickId.length} of the ${OUR_LENGTH} characters of our ids`
    return `${cut}: it was cut on its way, or it comes from another tracker.`
  }
  const other = 'It has not the shape of our ids: it comes from another tracker, or was altered'
  return `${other}. Conversions of a tracker you moved from can be uploaded; its links still run there.`
}

const RESTORED = 'or this one was restored from an older backup'

/** What stands at the number of the id. */
function placeOf(clickId: string, place: IdPlace | null, zone: string): string {
  if (place === null) return 'it may be older than the retention, or of another installation'
  const { node, neighbour } = place
  const own = parseClickId(clickId)?.node
  if (node === null)
    return `its number was not given out here: another installation made it, ${RESTORED}`
  if (own !== node) return `node ${own} made it, and this is node ${node}: look there`
  const where =
    neighbour === null ? '' : `, on ${dateIn(zone, neighbour.at)} at ${neighbour.host || 'no host'}`
  return `its number is that of another click${where}: it was altered, another installation made it, ${RESTORED}`
}
