/** Every screen: its address, its place in the navigation, who may open it, and how it is loaded. */
import type { ComponentType } from 'preact'

import type { IconName } from './parts/icon.tsx'
import type { Key } from './words/words.ts'

export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>
}

export interface Route {
  readonly path: string
  readonly load: () => Promise<ComponentType<ScreenProps>>
}

export interface NavEntry {
  readonly path: string
  readonly title: Key
  readonly icon: IconName
  readonly who: 'any' | 'admin' | 'owner'
  /** The kind of objects it is about, by the word of permission records: without a right it is not there. */
  readonly subject?: string
}

export const NAV: readonly (readonly NavEntry[])[] = [
  [
    { path: '/', title: 'nav.dashboard', icon: 'dashboard', who: 'any' },
    {
      path: '/campaigns',
      title: 'nav.campaigns',
      icon: 'campaign',
      who: 'any',
      subject: 'campaign',
    },
    { path: '/report', title: 'nav.report', icon: 'report', who: 'any' },
    { path: '/clicks', title: 'nav.clicks', icon: 'click', who: 'any' },
    { path: '/conversions', title: 'nav.conversions', icon: 'conversion', who: 'any' },
    {
      path: '/postbacks',
      title: 'nav.postbacks',
      icon: 'postback',
      who: 'any',
      subject: 'postback_log',
    },
    { path: '/costs', title: 'nav.costs', icon: 'cost', who: 'any', subject: 'campaign' },
  ],
  [
    { path: '/offers', title: 'nav.offers', icon: 'offer', who: 'any', subject: 'offer' },
    { path: '/landings', title: 'nav.landings', icon: 'landing', who: 'any', subject: 'landing' },
    {
      path: '/networks',
      title: 'nav.networks',
      icon: 'network',
      who: 'any',
      subject: 'affiliate_network',
    },
    {
      path: '/sources',
      title: 'nav.sources',
      icon: 'source',
      who: 'any',
      subject: 'traffic_source',
    },
    {
      path: '/rotations',
      title: 'nav.rotations',
      icon: 'rotation',
      who: 'any',
      subject: 'rotation',
    },
  ],
  [
    { path: '/links', title: 'nav.links', icon: 'link', who: 'any', subject: 'link' },
    { path: '/pixels', title: 'nav.pixels', icon: 'pixel', who: 'any', subject: 'pixel' },
    { path: '/domains', title: 'nav.domains', icon: 'domain', who: 'any', subject: 'domain' },
  ],
  [
    { path: '/users', title: 'nav.users', icon: 'users', who: 'admin' },
    { path: '/settings', title: 'nav.settings', icon: 'settings', who: 'owner' },
    { path: '/system', title: 'nav.system', icon: 'system', who: 'admin' },
  ],
]

/** The first that fits is shown. */
export const ROUTES: readonly Route[] = [
  { path: '/', load: async () => (await import('./screens/dashboard/dashboard.tsx')).Dashboard },
  {
    path: '/campaigns',
    load: async () => (await import('./screens/campaigns/list.tsx')).Campaigns,
  },
  {
    path: '/campaigns/:id',
    load: async () => (await import('./screens/campaigns/form.tsx')).CampaignScreen,
  },
  {
    path: '/campaigns/:id/flows',
    load: async () => (await import('./screens/flows/campaign-flows.tsx')).CampaignFlows,
  },
  { path: '/report', load: async () => (await import('./screens/report/report.tsx')).Report },
  { path: '/clicks', load: async () => (await import('./screens/clicks/clicks.tsx')).Clicks },
  {
    path: '/conversions',
    load: async () => (await import('./screens/money/conversions.tsx')).Conversions,
  },
  {
    path: '/postbacks',
    load: async () => (await import('./screens/money/postbacks.tsx')).Postbacks,
  },
  { path: '/costs', load: async () => (await import('./screens/money/costs.tsx')).Costs },
  { path: '/offers', load: async () => (await import('./screens/entities/offers.tsx')).Offers },
  {
    path: '/offers/:id',
    load: async () => (await import('./screens/entities/offers.tsx')).OfferScreen,
  },
  {
    path: '/landings',
    load: async () => (await import('./screens/entities/landings.tsx')).Landings,
  },
  {
    path: '/landings/:id',
    load: async () => (await import('./screens/entities/landings.tsx')).LandingScreen,
  },
  {
    path: '/networks',
    load: async () => (await import('./screens/entities/networks.tsx')).Networks,
  },
  {
    path: '/networks/:id',
    load: async () => (await import('./screens/entities/networks.tsx')).NetworkScreen,
  },
  { path: '/sources', load: async () => (await import('./screens/entities/sources.tsx')).Sources },
  {
    path: '/sources/:id',
    load: async () => (await import('./screens/entities/sources.tsx')).SourceScreen,
  },
  {
    path: '/rotations',
    load: async () => (await import('./screens/entities/rotations.tsx')).Rotations,
  },
  {
    path: '/rotations/:id',
    load: async () => (await import('./screens/entities/rotations.tsx')).RotationScreen,
  },
  { path: '/links', load: async () => (await import('./screens/links/links.tsx')).Links },
  { path: '/links/:id', load: async () => (await import('./screens/links/link.tsx')).LinkScreen },
  { path: '/pixels', load: async () => (await import('./screens/links/pixels.tsx')).Pixels },
  {
    path: '/pixels/:id',
    load: async () => (await import('./screens/links/pixels.tsx')).PixelScreen,
  },
  { path: '/domains', load: async () => (await import('./screens/admin/domains.tsx')).Domains },
  { path: '/users', load: async () => (await import('./screens/admin/users.tsx')).Users },
  { path: '/users/:id', load: async () => (await import('./screens/admin/user.tsx')).UserScreen },
  { path: '/account', load: async () => (await import('./screens/admin/account.tsx')).Account },
  { path: '/settings', load: async () => (await import('./screens/admin/settings.tsx')).Settings },
  { path: '/system', load: async () => (await import('./screens/admin/system.tsx')).System },
]
