/** Column presets that everybody has (`reports.md` 12): starting points, people make their own. */

export interface ColumnPreset {
  readonly key: string
  readonly title: string
  readonly measures: readonly string[]
}

const words = (text: string): readonly string[] => text.split(' ')

/** What a report shows that nobody has said it of. */
export const SIMPLE_MEASURES = words(
  'clicks unique_campaign_clicks leads cr cost revenue profit roi',
)

export const COLUMN_PRESETS: readonly ColumnPreset[] = [
  {
    key: 'simple',
    title: 'Simple',
    measures: SIMPLE_MEASURES,
  },
  {
    key: 'cod',
    title: 'COD, nutra',
    measures: words(
      'clicks leads conv_lead conv_sale conv_rejected conv_trash approve cost revenue_hold ' +
        'revenue_confirmed profit_confirmed roi_confirmed',
    ),
  },
  {
    key: 'landing',
    title: 'Landing → offer',
    measures: words('clicks lander_views lander_clicks lander_ctr offer_clicks leads cr epc epv'),
  },
  {
    key: 'finance',
    title: 'Finance',
    measures: words(
      'cost revenue revenue_hold revenue_confirmed revenue_rejected profit roi cpa avg_payout',
    ),
  },
  {
    key: 'quality',
    title: 'Traffic quality',
    measures: words(
      'clicks bots bot_share unique_share proxies empty_referrers unreplaced_macros cr cr_low cr_high',
    ),
  },
]
