/** Finding one flow of many: by its name, its number, what it takes and where it leads. */
import { countryName } from '../../api/choices.ts'
import type { DraftFlow, DraftOffer } from './draft.ts'
import { filterText } from './filter-text.ts'
import { actionName, filterName, flowName, nameOf, type Names } from './names.ts'

type Known = Pick<Names, 'catalog' | 'offers' | 'landings' | 'campaigns'>

export function targetText(
  names: Pick<Known, 'offers' | 'campaigns'>,
  { offerId, campaignId, directUrl }: DraftOffer,
): string {
  if (offerId !== null) return nameOf(names.offers, offerId)
  return campaignId === null ? (directUrl ?? '') : nameOf(names.campaigns, campaignId)
}

/** Landings and offers that its traffic is divided among, each once, or what is done instead. */
export function leadsTo(names: Known, { action, paths }: DraftFlow): readonly string[] {
  if (action !== null) {
    const payload = typeof action.payload === 'string' ? action.payload : ''
    const title = actionName(names.catalog, action.key)
    return [/^https?:/.test(payload) ? `${title}: ${payload}` : title]
  }
  const isOn = ({ enabled }: { readonly enabled: boolean }) => enabled
  const places = paths
    .filter(isOn)
    .flatMap(({ landings, offers }) => [
      ...landings.filter(isOn).map(({ landingId }) => nameOf(names.landings, landingId)),
      ...offers.filter(isOn).map((offer) => targetText(names, offer)),
    ])
  return [...new Set(places)]
}

/** All of it, also what a chip has no room for; countries by their names, too. */
function payloadText({ key, payload }: DraftFlow['filters'][number]): string {
  const names =
    key === 'country' && Array.isArray(payload) ? payload.map(String).map(countryName) : []
  return [JSON.stringify(payload), ...names].join(' ')
}

/** Whether each word of the search stands in it somewhere. */
export function isFound(names: Known, flow: DraftFlow, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const filters = flow.filters.map((filter) => {
    const title = filterName(names.catalog, filter.key)
    return `${title} ${filterText(filter, title)} ${payloadText(filter)}`
  })
  const texts = [flowName(flow), ...filters, ...leadsTo(names, flow)]
  const text = texts.join(' ').toLowerCase()
  return words.every((word) => text.includes(word) || word === `#${flow.id}`)
}
