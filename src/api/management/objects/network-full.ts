/** Affiliate networks with all their properties: also whom they let postbacks come from. */
import { type Static, Type } from '@sinclair/typebox'

import type { CallSignature } from '../../../core/model.ts'
import type { Draft, NetworkRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { changeNetwork, type NetworkChange } from '../../../manage/partners.ts'
import { uncountedIn } from '../../../manage/uncounted.ts'
import { nullable } from '../shape.ts'
import { Currency, IdParams, Name } from '../wire.ts'
import { type FullForm, fullOperations } from './full-form.ts'
import { StatusPayout } from './networks.ts'

const optional = Type.Optional
const Url = optional(Type.String({ maxLength: 8192 }))

const NetworkFull = Type.Object({
  name: optional(Name),
  offerUrlTemplate: Url,
  postbackUrl: Url,
  allowedAddresses: optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 })),
  /** `''`: the tracker's. */
  currency: optional(Type.Union([Currency, Type.Literal('')])),
  trustsBrowsers: optional(Type.Boolean()),
  allowsKeyless: optional(Type.Boolean()),
  /** Of its calls; the secret is taken, and never shown. `null`: they are not signed. */
  signature: optional(
    nullable(
      Type.Object({
        parameter: Type.String({ pattern: '^[\\w.-]{1,64}$' }),
        secret: optional(Type.String({ minLength: 8, maxLength: 256 })),
        isSet: optional(Type.Boolean()),
      }),
    ),
  ),
  statusPayouts: optional(Type.Array(StatusPayout, { maxItems: 100 })),
  statusPayoutsActive: optional(Type.Boolean()),
})

type Full = Static<typeof NetworkFull>

function change({ statusPayouts, signature, ...plain }: Full, before: Signed): NetworkChange {
  const payouts = statusPayouts?.map(({ conversionStatus, payout }) => ({
    conversionStatus,
    payout: String(payout),
  }))
  return sent<NetworkChange>({
    ...plain,
    statusPayouts: payouts,
    signature: signature && signatureOf(signature, before),
    ...(signature === null ? { signature } : {}),
  })
}

type Signed = Pick<Draft<'affiliate_networks'>, 'signature'>

/** A secret that is not said again stays. */
function signatureOf(
  { parameter, secret }: NonNullable<Full['signature']>,
  { signature: before }: Signed,
): CallSignature {
  return { parameter, secret: secret ?? before?.secret ?? '' }
}

function view(network: NetworkRecord) {
  const { id, name, offerUrlTemplate, postbackUrl, allowedAddresses } = network
  const { currency, trustsBrowsers, allowsKeyless, statusPayouts, statusPayoutsActive } = network
  const money = { currency, trustsBrowsers, allowsKeyless, statusPayouts, statusPayoutsActive }
  return { id, name, offerUrlTemplate, postbackUrl, allowedAddresses, ...money }
}

function fullView(network: NetworkRecord) {
  const { signature } = network
  const shown = signature === null ? null : { parameter: signature.parameter, isSet: true }
  return { ...view(network), signature: shown, uncounted: uncountedIn(network) }
}

/** Without the signature: a file of the configuration holds no secret. */
export const networkForm: FullForm<'affiliate_networks', typeof NetworkFull> = {
  kind: 'affiliate_networks',
  schema: NetworkFull,
  view,
  change,
}

export const networkFullOperations = fullOperations({
  kind: 'affiliate_networks',
  base: '/affiliate_network',
  noun: 'AffiliateNetwork',
  article: 'an affiliate network',
  tag: 'Affiliate networks',
  params: IdParams,
  body: NetworkFull,
  view: fullView,
  patch: ({ desk, caller, body }, network) =>
    changeNetwork(desk, caller, network.id, change(body, network)),
})
