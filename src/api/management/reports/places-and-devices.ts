/**
 * Dictionaries of places, devices and providers, in which programs look up what a criterion may hold:
 * complete lists where there are any, else what visits brought lately and what is usual.
 */
import { type Static, Type } from '@sinclair/typebox'

import { CONTINENTS, COUNTRIES } from '../../../core/countries.ts'
import { DEVICE_TYPES } from '../../../core/words/closed-lists.ts'
import { CONNECTIONS } from '../campaigns/flow-values.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { hasText } from '../query.ts'
import { seenValues, USUAL } from './seen-values.ts'

const tag = 'Dictionaries'
const LIMIT = 100
const optional = Type.Optional
const Texts = Type.Array(Type.String())
/** Nothing or an empty text: all there are, up to the limit. */
const Part = optional(Type.String({ maxLength: 200 }))
const Limit = optional(Type.Integer({ minimum: 1, maximum: 1000 }))

interface Asked {
  readonly text: string
  readonly limit: number
}

/** Of screens in use; visits do not tell theirs. */
const RESOLUTIONS =
  '360x640 360x780 360x800 375x667 375x812 384x832 390x844 393x852 393x873 412x892 412x915 414x896 428x926 430x932 768x1024 800x1280 810x1080 820x1180 1280x720 1280x800 1366x768 1440x900 1536x864 1600x900 1920x1080 1920x1200 2560x1440 3440x1440 3840x2160'.split(
    ' ',
  )

/** The dimension of reports, and the usual values beside those that were seen. */
const SEEN = {
  region: { dimension: 'geoRegion', usual: [] },
  state: { dimension: 'geoState', usual: [] },
  city: { dimension: 'geoCity', usual: [] },
  isp: { dimension: 'ispName', usual: [] },
  organization: { dimension: 'organizationName', usual: [] },
  device: { dimension: 'deviceName', usual: USUAL['device_brand'] ?? [] },
  browser: { dimension: 'browserName', usual: USUAL['browser'] ?? [] },
  os: { dimension: 'osName', usual: USUAL['os'] ?? [] },
} as const
type Seen = keyof typeof SEEN

async function seen(call: Call, name: Seen, { text, limit }: Asked): Promise<string[] | object> {
  const { dimension, usual } = SEEN[name]
  const found = await seenValues(call, { dimension, q: text, limit })
  if (!Array.isArray(found)) return found
  const fitting = usual.filter((value) => hasText(value, text.trim() || undefined))
  return [...new Set<string>([...found, ...fitting])].slice(0, limit)
}

/** Places are objects, so that a code can stand beside the name. */
async function seenPlaces(call: Call, name: Seen, asked: Asked): Promise<object> {
  const found = await seen(call, name, asked)
  return Array.isArray(found) ? found.map((place) => ({ name: place, fullname: place })) : found
}

function countries({ text, limit }: Asked) {
  return [...COUNTRIES.values()]
    .map(({ code, name }) => ({ code, name, fullname: `${name} (${code})` }))
    .filter(({ fullname }) => hasText(fullname, text || undefined))
    .slice(0, limit)
}

function continents({ text }: Asked) {
  return [...CONTINENTS]
    .map(([code, name]) => ({ code, name }))
    .filter(({ name }) => hasText(name, text || undefined))
}

const listed = (values: Iterable<string>, { text, limit }: Asked) =>
  [...values].filter((value) => hasText(value, text.trim() || undefined)).slice(0, limit)

type Find = (call: Call, asked: Asked) => unknown

const PLACES: readonly [word: string, find: Find][] = [
  ['continent', (_call, asked) => continents(asked)],
  // All of them unless fewer are asked for: programs fill a list with it.
  ['country', (_call, asked) => countries(asked)],
  ['region', (call, asked) => seenPlaces(call, 'region', asked)],
  ['state', (call, asked) => seenPlaces(call, 'state', asked)],
  ['city', (call, asked) => seenPlaces(call, 'city', asked)],
]

const DEVICES: readonly [word: string, short: string, find: Find][] = [
  ['brand_and_model', 'brand_model', (call, asked) => seen(call, 'device', asked)],
  ['browser', 'browser', (call, asked) => seen(call, 'browser', asked)],
  ['operating_system', 'os', (call, asked) => seen(call, 'os', asked)],
  ['resolution', 'resolution', (_call, asked) => listed(RESOLUTIONS, asked)],
]

const PROVIDERS: readonly [word: string, find: Find][] = [
  ['names', (call, asked) => seen(call, 'isp', asked)],
  ['organizations', (call, asked) => seen(call, 'organization', asked)],
  ['connections', (_call, asked) => listed(CONNECTIONS, asked)],
]

const ByName = Type.Object({ name: Part, limit: Limit })
const ByPart = Type.Object({ searchPart: Part, name: Part, limit: Limit })

function askedOf({ name, searchPart, limit }: Static<typeof ByPart>, most = LIMIT): Asked {
  return { text: searchPart ?? name ?? '', limit: limit ?? most }
}

const idOf = (prefix: string, word: string) =>
  prefix + word.replaceAll(/(^|_)([a-z])/g, (_whole, _gap, letter: string) => letter.toUpperCase())

const COUNTRIES_MAX = 1000

export const placeAndDeviceOperations: readonly Operation[] = [
  ...PLACES.map(([word, find]) =>
    operation({
      method: 'GET',
      path: `/geo/${word}`,
      id: idOf('findGeo', word),
      summary: `Look up a ${word} by a part of its name`,
      tag,
      query: ByName,
      run: (call) => find(call, askedOf(call.query, word === 'country' ? COUNTRIES_MAX : LIMIT)),
    }),
  ),
  ...DEVICES.flatMap(([word, short, find]) => [
    operation({
      method: 'GET',
      path: `/device/${word}`,
      id: idOf('findDevice', word),
      summary: `Look up a ${word.replaceAll('_', ' ')} by a part of it`,
      tag,
      query: ByPart,
      answer: Texts,
      run: (call) => find(call, askedOf(call.query)),
    }),
    operation({
      method: 'GET',
      path: `/rotation/device/${short}/:term`,
      id: idOf('findRotationDevice', short),
      summary: `Look up a ${word.replaceAll('_', ' ')} for a criterion`,
      tag: 'Rotations',
      params: Type.Object({ term: Type.String({ maxLength: 200 }) }),
      answer: Texts,
      run: (call) => find(call, { text: call.params.term, limit: LIMIT }),
    }),
  ]),
  operation({
    method: 'GET',
    path: '/rotation/device/type',
    id: 'listRotationDeviceTypes',
    summary: 'Device types for a criterion',
    tag: 'Rotations',
    answer: Texts,
    run: () => [...DEVICE_TYPES],
  }),
  ...PROVIDERS.map(([word, find]) =>
    operation({
      method: 'GET',
      path: `/isp/${word}`,
      id: idOf('findIsp', word),
      summary: `Look up ${word === 'names' ? 'providers' : word} by a part of the name`,
      tag,
      query: ByPart,
      answer: Texts,
      run: (call) => find(call, askedOf(call.query)),
    }),
  ),
]
