import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { CERTIFICATES_OF_A_PROXY } from '../../../src/certify/facts.ts'
import type { Domain, Parameter } from '../../../src/core/model.ts'
import { DEFAULTS } from '../../../src/db/records.ts'
import { campaignLink } from '../../../src/manage/campaigns/campaign-link.ts'

interface Case {
  readonly source?: readonly Parameter[]
  readonly own?: readonly Parameter[]
  readonly appended?: string
  readonly domain?: string
  readonly origin?: string
  /** The host that has a certificate. */
  readonly secured?: string
  readonly link: string
}

const parameter = (field: string, alias: string, placeholder: string): Parameter => ({
  field,
  label: '',
  alias,
  placeholder,
})

const zone = parameter('sub_id_1', 'zone', '{zoneid}')
const cases: Record<string, Case> = {
  'host and scheme are those of the request': {
    origin: 'https://a.example:8443',
    link: 'https://a.example:8443/click?key=k',
  },
  'a domain takes the place of the host': {
    domain: 'go.example',
    link: 'http://go.example/click?key=k',
  },
  'a domain with a certificate of our own is reached by https': {
    domain: 'go.example',
    secured: 'go.example',
    link: 'https://go.example/click?key=k',
  },
  'one without is not, whatever others have': {
    domain: 'go.example',
    secured: 'other.example',
    link: 'http://go.example/click?key=k',
  },
  'behind a proxy that has the certificates all names are reached as the admin is': {
    domain: 'go.example',
    origin: 'https://admin.example',
    link: 'https://go.example/click?key=k',
  },
  'where they are ours the admin’s says nothing of others': {
    domain: 'go.example',
    origin: 'https://admin.example',
    secured: 'admin.example',
    link: 'http://go.example/click?key=k',
  },
  'an address has none': {
    domain: '[2001:db8::1]',
    origin: 'https://admin.example',
    link: 'http://[2001:db8::1]/click?key=k',
  },
  'parameters follow in stored order': {
    source: [zone, parameter('cost', 'bid', '[bid]')],
    link: 'http://t.example/click?key=k&zone={zoneid}&bid=[bid]',
  },
  'parameters without a name are left out': {
    source: [parameter('sub_id_2', '', '{x}'), zone],
    link: 'http://t.example/click?key=k&zone={zoneid}',
  },
  'the campaign’s own parameter wins in its place': {
    source: [zone, parameter('cost', 'bid', '{b}')],
    own: [parameter('sub_id_1', 'z', '#z#')],
    link: 'http://t.example/click?key=k&z=#z#&bid={b}',
  },
  'of two parameters with one name the first stays': {
    source: [zone],
    own: [parameter('sub_id_3', 'zone', ''), parameter('sub_id_4', 'x', '')],
    link: 'http://t.example/click?key=k&zone={zoneid}&x=',
  },
  'placeholders stay as they are': {
    source: [parameter('sub_id_1', 'p', '{ }[ ]$#%@<>|~'.replaceAll(' ', ''))],
    link: 'http://t.example/click?key=k&p={}[]$#%@<>|~',
  },
  'blanks and controls are encoded': {
    source: [parameter('sub_id_1', 'p', 'a b\n')],
    link: 'http://t.example/click?key=k&p=a%20b%0A',
  },
  'an appended string is joined whatever it begins with': {
    appended: '?utm_source=x',
    link: 'http://t.example/click?key=k&utm_source=x',
  },
}

const domainOf = (host: string): Domain => ({ ...DEFAULTS.domains, id: 'd', host })

function linkOf(asked: Omit<Case, 'link'>) {
  const { source = [], own = [], appended = '', domain, origin, secured } = asked
  const changes = { key: 'k', parameters: own, appendToCampaignUrl: appended }
  return campaignLink({
    campaign: { ...DEFAULTS.campaigns, id: 1, ...changes },
    sourceParameters: source,
    domain: domain === undefined ? null : domainOf(domain),
    origin: origin ?? 'http://t.example',
    certificates: {
      isOwn: secured !== undefined,
      of: (host) => ({ ...CERTIFICATES_OF_A_PROXY.of(host), until: secured === host ? 1 : null }),
    },
  })
}

test.each(Object.entries(cases))('%s', (_name, { link, ...facts }) => {
  expect(linkOf(facts)).toBe(link)
})

test('any placeholder without blanks or controls stands in the link verbatim', () => {
  const isPlain = (candidate: string) => !/\p{Cc}| /u.test(candidate)
  const text = fc.string({ unit: 'binary' }).filter(isPlain)
  fc.assert(
    fc.property(text, (placeholder) => {
      const link = linkOf({ source: [parameter('cost', 'c', placeholder)] })
      return link === `http://t.example/click?key=k&c=${placeholder}`
    }),
  )
})
