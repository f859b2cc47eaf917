/**
 * Builds the address a visitor is sent to: macros filled in, strings appended, checked. What comes
 * out is an absolute http or https URL of pure ASCII, whatever the visitor's values are.
 */
import { actionType } from './actions/index.ts'
import { writeChoice } from './click.ts'
import type { Aim, Choice } from './decision.ts'
import type { MacroContext } from './macros/context.ts'
import { expand } from './macros/expand.ts'
import type { Template } from './macros/template.ts'
import { joinUrl } from './url.ts'
import type { Visit } from './visit.ts'

/** Longer addresses are cut off by browsers and proxies on the way. */
const LONGEST = 65_536

/** The filled URL; `null` if it can't be one. */
export function expandUrl(template: Template, context: MacroContext): string | null {
  if (template.soundness === 'bad') return null
  const url = expand(template, context)
  if (url.length > LONGEST) return null
  return template.soundness === 'sound' ? url : checkedUrl(url)
}

/** Aims for choices, and writes each into the click first, because macros read it there. */
export function aimWith(context: MacroContext, visit: Visit): Aim {
  return (choice) => {
    writeChoice(context.click, visit, choice)
    context.offerPosition = choice.entry?.position ?? 0
    return targetOf(choice, context)
  }
}

/** `''` for actions that need no address; `null` if the configured one can't become valid. */
function targetOf(choice: Choice, context: MacroContext): string | null {
  const { action, actionKey, landing } = choice
  if (action === null) return ''
  if (actionKey === 'local_file') {
    return context.outside.page(landing?.spec.id ?? 0) === null ? null : ''
  }
  if (actionType(actionKey)?.payloadKind !== 'url') {
    return action.template.soundness === 'bad' ? null : ''
  }
  const url = expandUrl(action.template, context)
  return url === null ? null : joinUrl(url, appended(choice, context))
}

/** The context's `offerUrl`. Inside an offer's own address there is no other offer. */
export function filledOffer(context: MacroContext, of: 'own' | 'final'): string {
  const { click, tables } = context
  const offer = tables.offer(click.offerId)
  if (offer === null) return ''
  const inside = { ...context, offerUrl: of === 'final' ? ownUrlOnly : () => '' }
  if (of === 'own') return expandUrl(offer.url, inside) ?? ''
  const url = expandUrl(offer.action.template, inside) ?? ''
  const campaign = tables.campaign(click.campaignId)
  return url === '' || campaign === null
    ? url
    : joinUrl(url, expand(campaign.appendToOffer, inside))
}

function ownUrlOnly(context: MacroContext, of: 'own' | 'final'): string {
  return of === 'own' ? filledOffer(context, 'own') : ''
}

function appended(choice: Choice, context: MacroContext): string {
  const template = appendedTemplate(choice)
  const own = template === null ? '' : expand(template, context)
  if (!sendsIds(choice)) return own
  return own === '' ? landingIds(context) : `${own}&${landingIds(context)}`
}

/** The campaign's words for the addresses of such a choice; `null`: it has none. */
export function appendedTemplate({ step, campaign }: Choice): Template | null {
  if (step === 'action') return null
  return step === 'offer' ? campaign.appendToOffer : campaign.appendToLanding
}

/** Whether `landingIds` are added. */
export function sendsIds({ step, landing }: Choice): boolean {
  return step === 'landing' && landing?.spec.kind === 'external' && landing.spec.sendsIds
}

/** With these the page can build its offer links. */
export function landingIds({ outside, click, clickId }: MacroContext): string {
  const token = outside.token(click, clickId)
  return token === '' ? `_subid=${clickId}` : `_subid=${clickId}&_token=${token}`
}

/** The parser would skip an empty host, and take the path's first name for it: what the visitor says may stand there. */
const WITH_HOST = /^https?:[/\\]{2}[^/\\?#]/i

/** As the URL parser writes it. */
function checkedUrl(text: string): string | null {
  if (!WITH_HOST.test(text)) return null
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.username !== '' || url.password !== '') return null
  return /^[!-~]+$/.test(url.href) ? url.href : null
}
