/** Words that filters take and the admin offers: each list has all of them, so what is made of it is whole. */

export const DEVICE_TYPES = [
  'desktop',
  'mobile',
  'tablet',
  'tv',
  'console',
  'player',
  'wearable',
  'smart_display',
  'camera',
  'car',
  'other',
] as const

export const CONNECTION_TYPES = ['dialup', 'cable', 'corporate', 'cellular', 'satellite'] as const

/** As geo databases (GeoNames) write them. */
export const CONTINENT_CODES = ['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'] as const

/** Why a visitor is taken for a robot. */
export const BOT_REASONS = [
  'ua_empty',
  'ua_short',
  'ua_list',
  'ip_list',
  'preview',
  'flow',
  'user_list',
] as const

/** Of which a visitor may be new. */
export const UNIQUENESS_SCOPES = ['campaign', 'flow', 'global'] as const
