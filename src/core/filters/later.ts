/** Filter types whose fact nobody collects yet: they can be stored and are always unknown. */
import { Type } from '@sinclair/typebox'

import { readTextPatterns } from '../text-pattern.ts'
import {
  alwaysUnknown,
  defineFilter,
  type FilterNeed,
  type FilterType,
  TextList,
} from './define.ts'
import { PATTERNS } from './lists.ts'

export const screen = unknownText('screen', 'Screen size', 'page_script')
export const reverseDns = unknownText('reverse_dns', 'Host name of the address', 'dns')

export const conversion = defineFilter({
  key: 'conversion',
  title: 'Converted before',
  group: 'visitor',
  needs: 'conversion_history',
  payload: Type.Object(
    {
      scope: Type.Union([Type.Literal('campaign'), Type.Literal('global')], { title: 'Where' }),
      statuses: Type.Optional(TextList('statuses', 'Statuses')),
    },
    { description: '{scope, statuses}, scope being campaign or global' },
  ),
  read: () => null,
  test: (_nothing, say) => alwaysUnknown(say, 'not supported yet'),
})

function unknownText(key: string, title: string, needs: FilterNeed): FilterType {
  return defineFilter({
    key,
    title,
    group: 'visitor',
    needs,
    payload: TextList(PATTERNS),
    read: readTextPatterns,
    test: (_patterns, say) => alwaysUnknown(say, 'not supported yet'),
  })
}
