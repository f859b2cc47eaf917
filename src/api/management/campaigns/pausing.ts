/** Pausing and resuming rules, paths, landings and offers of campaigns and rotations. */
import { type Static, Type } from '@sinclair/typebox'

import {
  type PausePlace,
  type SwitchedPart,
  switchPart,
} from '../../../manage/campaigns/pausing.ts'
import { type Refusal, wrong } from '../../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { nullable } from '../shape.ts'
import { Empty } from '../wire.ts'

const optional = Type.Optional
const Id = optional(nullable(Type.Integer({ minimum: 0 })))
const Ids = Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000 })

const PLACE = { campaignIds: optional(nullable(Ids)), rotationId: Id, ruleId: Id, pathId: Id }
const RulePause = Type.Object({ ...PLACE, ruleId: Type.Integer({ minimum: 1 }) })
const PathPause = Type.Object({ ...PLACE, pathId: Type.Integer({ minimum: 1 }) })
const LandingPause = Type.Object({ ...PLACE, landingId: Type.Integer({ minimum: 1 }) })
const OfferPause = Type.Object({
  ...PLACE,
  offerId: Id,
  offerCampaignId: Id,
  offerDirectUrl: optional(nullable(Type.String({ maxLength: 8192 }))),
})

const PARTS = {
  rule: RulePause,
  path: PathPause,
  landing: LandingPause,
  offer: OfferPause,
} as const
type Part = keyof typeof PARTS
type Word = 'pause' | 'unpause'
type Body = Static<typeof OfferPause> & { readonly landingId?: number }

const NOUNS = { campaign: 'campaigns', rotation: 'a rotation' } as const
type Noun = keyof typeof NOUNS

/** A rotation is changed as itself, whatever campaigns are named beside it. */
function placeOf(noun: Noun, { campaignIds, rotationId }: Body): PausePlace | Refusal {
  if (noun === 'rotation') {
    if (!rotationId) return wrong('rotationId', 'is missing')
    return { campaignIds: [], rotationId }
  }
  if ((campaignIds ?? []).length === 0) return wrong('campaignIds', 'is missing')
  return { campaignIds: campaignIds ?? [], rotationId: rotationId || null }
}

/** 0, null and `''` mean none. */
function partOf(part: Part, word: Word, body: Body): SwitchedPart | Refusal {
  const enabled = word === 'unpause'
  const where = { ruleId: body.ruleId || null, pathId: body.pathId || null, enabled }
  if (part === 'rule' || part === 'path') return { ...where, part }
  if (part === 'landing') return { ...where, part, landingId: body.landingId ?? 0 }
  const offer = {
    offerId: body.offerId || null,
    campaignId: body.offerCampaignId || null,
    directUrl: body.offerDirectUrl || null,
  }
  const isNamed = Object.values(offer).some((value) => value !== null)
  if (!isNamed) return wrong('offerId', 'needs an offer, a campaign or a direct address')
  return { ...where, part, offer }
}

function run(
  { desk, caller, body }: Call<unknown, unknown, Body>,
  noun: Noun,
  name: Part,
  word: Word,
): object {
  const place = placeOf(noun, body)
  if ('refused' in place) return place
  const part = partOf(name, word, body)
  if ('refused' in part) return part
  return emptyUnless(switchPart(desk, caller, place, part))
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function switching(noun: Noun, part: Part, word: Word): Operation {
  return operation({
    method: 'PUT',
    path: `/${noun}/${part}/${word}`,
    id: `${word}${capital(noun)}${capital(part)}`,
    summary: `${word === 'pause' ? 'Pause' : 'Resume'} the ${part} in ${NOUNS[noun]}`,
    tag: noun === 'campaign' ? 'Campaigns' : 'Rotations',
    body: PARTS[part],
    answer: Empty,
    run: (call) => run(call as Call<unknown, unknown, Body>, noun, part, word),
  })
}

export const pausingOperations: readonly Operation[] = (['campaign', 'rotation'] as const).flatMap(
  (noun) =>
    (['landing', 'offer', 'path', 'rule'] as const).flatMap((part) => [
      switching(noun, part, 'pause'),
      switching(noun, part, 'unpause'),
    ]),
)
