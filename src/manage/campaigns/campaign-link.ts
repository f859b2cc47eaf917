/** The tracking URL of a campaign, ready to be pasted into a traffic source (`management-api.md` 4.2). */
import type { Campaign, Domain, Parameter } from '../../core/model.ts'
import { baseOf, type OwnSide } from '../own-side.ts'

export interface LinkFacts extends OwnSide {
  readonly campaign: Campaign
  /** Parameters of the traffic source. */
  readonly sourceParameters: readonly Parameter[]
  /** The campaign's domain, else the default one; null: the host of the request. */
  readonly domain: Domain | null
}

/** Placeholders stay as they are: sources replace them only when they stand there verbatim. */
export function campaignLink(facts: LinkFacts): string {
  const { campaign, sourceParameters, domain } = facts
  const named = new Map<string, Parameter>()
  for (const parameter of allParameters(campaign.parameters, sourceParameters)) {
    const { alias } = parameter
    // Of two with one name the last that arrives would count, and may be empty.
    if (alias !== '' && !named.has(alias)) named.set(alias, parameter)
  }
  const pairs = [...named.values()].map(
    ({ alias, placeholder }) => `&${tidy(alias)}=${tidy(placeholder)}`,
  )
  const appended = campaign.appendToCampaignUrl.replace(/^[?&]/, '')
  return `${baseOf(domain, facts)}/click?key=${campaign.key}${pairs.join('')}${appended && `&${tidy(appended)}`}`
}

/** In the source's order; the campaign's own parameter wins, its further ones follow. */
export function allParameters(
  own: readonly Parameter[],
  source: readonly Parameter[],
): Parameter[] {
  const byField = new Map(source.map((parameter) => [parameter.field, parameter]))
  for (const parameter of own) byField.set(parameter.field, parameter)
  return [...byField.values()]
}

/** Only blanks and control characters are encoded. */
function tidy(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must not stand in a link
  return text.replace(/[\u0000-\u0020\u007f]/g, (character) => encodeURIComponent(character))
}
