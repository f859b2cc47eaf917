/** Operations on landings. Uploads are in their own surface of bytes; here landings are records. */
import { type Static, Type } from '@sinclair/typebox'

import type { LandingRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { accessTo, readable } from '../../../manage/access.ts'
import { landingAddress } from '../../../manage/blocklist/listed-targets.ts'
import { hasIndex } from '../../../manage/landings/landing-folders.ts'
import {
  changeLanding,
  createLanding,
  type LandingChange,
} from '../../../manage/landings/landings.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { type Call, idOf, type ManagementDeps, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, SORT, TextFilter, UuidFilter } from '../query.ts'
import { sortedBy } from '../reports/sorting.ts'
import { found, resourceOperations, type Told } from '../resource.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { clearable, CreatedId, IdParams, KeptName, Name } from '../wire.ts'
import { withListings } from './listings.ts'

const tag = 'Landings'
const optional = Type.Optional
const Location = Type.String({ minLength: 1, maxLength: 8192 })
const SHARED = {
  groupUuid: optional(nullable(Uuid)),
  languageCode: optional(nullable(Type.String({ maxLength: 10 }))),
}
const Local = Type.Object({ name: Name, path: Location, ...SHARED })
const External = Type.Object({ name: Name, url: Location, ...SHARED })
const Replace = Type.Object({
  type: optional(anyCase(['integrated', 'not_integrated'])),
  name: KeptName,
  location: optional(Location),
  ...SHARED,
})

type Shared = Pick<Static<typeof Replace>, 'groupUuid' | 'languageCode'>

function shared({ groupUuid, languageCode }: Shared): LandingChange {
  const language = languageCode === undefined ? undefined : (languageCode ?? '').toUpperCase()
  return sent<LandingChange>({ groupId: groupUuid, language })
}

/** `location` is a path or a URL, by the type that holds after the change. */
function replacement(body: Static<typeof Replace>, before: LandingRecord): LandingChange {
  const wasLocal = before.kind === 'local'
  const isLocal = body.type === undefined ? wasLocal : body.type === 'integrated'
  // An action landing shows as `not_integrated`: it stays one unless another place is sent.
  const shown = locationOf(before)
  const keeps = before.kind === 'action' && !isLocal && (body.location ?? shown) === shown
  const target = keeps ? {} : isLocal ? { path: body.location } : { url: body.location }
  const kind = keeps ? before.kind : isLocal ? 'local' : 'external'
  return {
    ...sent<LandingChange>({ name: body.name || undefined, ...target, kind }),
    ...shared(body),
  }
}

export function locationOf({ kind, path, url, action }: LandingRecord): string {
  if (kind === 'action') return `action:${action?.key ?? ''}`
  return kind === 'local' ? path : url
}

/** Partial updates clear by a word. */
const Modify = Type.Object({
  ...Replace.properties,
  groupUuid: optional(nullable(Type.String({ maxLength: 40 }))),
})

function modification(body: Static<typeof Modify>, before: LandingRecord): LandingChange {
  const { groupUuid, languageCode, ...rest } = body
  const cleared = sent<Shared>({
    groupUuid: groupUuid === undefined ? undefined : clearable(groupUuid),
    languageCode: languageCode === undefined ? undefined : clearable(languageCode),
  })
  return replacement({ ...rest, ...cleared }, before)
}

export function landingView(landing: LandingRecord) {
  return {
    id: String(landing.id),
    type: landing.kind === 'local' ? 'integrated' : 'not_integrated',
    name: landing.name,
    location: locationOf(landing),
    groupUuid: landing.groupId,
    languageCode: landing.language,
  }
}

/** What a list tells of a landing. */
export function landingRow(call: Call, landing: LandingRecord) {
  const row = {
    ...landingView(landing),
    id: landing.id,
    isDomainBanned: false,
    accessLevel: accessTo(call.caller, 'landings', landing),
  }
  const told = withListings(call, row, landingAddress(landing))
  return { ...told, isDomainBanned: told.listings !== undefined }
}

const Warned = Type.Object({
  /** Left out where there is nothing to say. */
  warnings: optional(Type.Array(Type.Object({ at: Type.String(), text: Type.String() }))),
})
const NO_FILE = 'there is no such file: flows that draw the landing are passed over until there is'

/** Its files are shown from now on. They may come later: whoever copies a tracker brings them apart. */
async function warned(
  { dataDir, showLandingFiles }: Pick<ManagementDeps, 'dataDir' | 'showLandingFiles'>,
  path: string,
  at: 'path' | 'location',
): Promise<Static<typeof Warned>> {
  await showLandingFiles()
  return (await hasIndex(dataDir, path)) ? {} : { warnings: [{ at, text: NO_FILE }] }
}

async function createLocal(call: Call<unknown, unknown, Static<typeof Local>>): Promise<object> {
  const { desk, caller, body } = call
  const { name, path, ...rest } = body
  const made = createLanding(desk, caller, { name, path, kind: 'local', ...shared(rest) })
  return isRefusal(made) ? made : { id: made, ...(await warned(call, path, 'path')) }
}

const told: Told = {
  answer: Warned,
  async of(call) {
    const landing = found('landings', call)
    const isLocal = !isRefusal(landing) && landing.kind === 'local'
    return isLocal ? warned(call, landing.path, 'location') : {}
  },
}

export const landingOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/landing/integrated',
    id: 'createIntegratedLanding',
    summary: 'Create a landing from uploaded files',
    tag,
    body: Local,
    answer: Type.Object({ ...CreatedId.properties, ...Warned.properties }),
    status: 201,
    run: createLocal,
  }),
  operation({
    method: 'POST',
    path: '/landing/not_integrated',
    id: 'createExternalLanding',
    summary: 'Create a landing by URL',
    tag,
    body: External,
    answer: CreatedId,
    status: 201,
    run: ({ desk, caller, body: { name, url, ...rest } }) =>
      idOf(createLanding(desk, caller, { name, url, kind: 'external', ...shared(rest) })),
  }),
  ...resourceOperations({
    kind: 'landings',
    base: '/landing',
    noun: 'Landing',
    article: 'a landing',
    tag,
    body: Replace,
    view: (_call, landing) => landingView(landing),
    replace: ({ desk, caller }, body, before) =>
      changeLanding(desk, caller, before.id, replacement(body, before)),
    told,
    rename: ({ desk, caller, params }, name) => changeLanding(desk, caller, params.id, { name }),
  }),
  operation({
    method: 'PATCH',
    path: '/landing/modify/:id',
    id: 'modifyLanding',
    summary: 'Change some properties',
    tag,
    params: IdParams,
    body: Modify,
    answer: told.answer,
    current: (call) => {
      const landing = found('landings', call)
      return isRefusal(landing) ? landing : landingView(landing)
    },
    run: (call) => {
      const before = found('landings', call)
      if (isRefusal(before)) return before
      const change = modification(call.body, before)
      const done = changeLanding(call.desk, call.caller, before.id, change)
      return isRefusal(done) ? done : told.of(call)
    },
  }),
  operation({
    method: 'GET',
    path: '/landing/list/filtered',
    id: 'listLandings',
    summary: 'List landings',
    tag,
    query: Type.Object({
      ...PAGE,
      ...SORT,
      name: TextFilter,
      groupUuid: UuidFilter,
      language: optional(Type.String({ maxLength: 10 })),
      languageCode: optional(Type.String({ maxLength: 10 })),
      sortColumn: optional(anyCase(['', 'id', 'name', 'groupUuid', 'languageCode'])),
    }),
    run: (call) => {
      const { read, caller, query } = call
      const language = (query.language ?? query.languageCode)?.toUpperCase()
      const rows = readable(caller, 'landings', read.landings.list('active'))
        .filter((landing) => hasText(landing.name, query.name))
        .filter((landing) => query.groupUuid === undefined || landing.groupId === query.groupUuid)
        .filter((landing) => language === undefined || landing.language === language)
        .map((landing) => landingRow(call, landing))
      return pageOf(sortedBy(rows, query.sortColumn, query.sortType), query)
    },
  }),
]
