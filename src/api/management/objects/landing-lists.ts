/** Landings by their languages and places. */
import { Type } from '@sinclair/typebox'

import { readable } from '../../../manage/access.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { languageName } from '../reports/dictionaries.ts'
import { landingView } from './landings.ts'

const tag = 'Landings'

function landings({ read, caller }: Call) {
  return readable(caller, 'landings', read.landings.list('active'))
}

function languages(call: Call) {
  const counts = new Map<string, number>()
  for (const { language } of landings(call)) counts.set(language, (counts.get(language) ?? 0) + 1)
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, landingsCount]) => ({
      code,
      name: { code, name: `${languageName(code)}(${code})` },
      landingsCount,
    }))
}

export const landingListOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/landing/language/list',
    id: 'listLandingLanguages',
    summary: 'Languages of landings, with how many they have',
    tag,
    run: languages,
  }),
  operation({
    method: 'GET',
    path: '/landing/list/by_location',
    id: 'listLandingsByLocation',
    summary: 'Landings whose path or address begins with a text',
    tag,
    query: Type.Object({ startLocation: Type.String({ minLength: 1, maxLength: 8192 }) }),
    run: (call) =>
      landings(call)
        .filter((landing) => landingView(landing).location.startsWith(call.query.startLocation))
        .map(({ id, name }) => ({ id, name })),
  }),
]
