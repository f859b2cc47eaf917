/** The actions there are. To add one, define it beside its relatives and list it here. */
import type { ActionType } from './action.ts'
import {
  campaign,
  curl,
  doNothing,
  frame,
  iframe,
  localFile,
  remote,
  showHtml,
  showText,
  status404,
} from './content.ts'
import {
  blankReferrer,
  doubleMeta,
  formsubmit,
  http,
  js,
  jsForIframe,
  jsForScript,
  meta,
} from './redirects.ts'

export const ACTIONS: readonly ActionType[] = [
  http,
  meta,
  doubleMeta,
  js,
  blankReferrer,
  formsubmit,
  iframe,
  frame,
  jsForScript,
  jsForIframe,
  curl,
  remote,
  localFile,
  showHtml,
  showText,
  status404,
  doNothing,
  campaign,
]

const byKey: ReadonlyMap<string, ActionType> = new Map(ACTIONS.map((type) => [type.key, type]))

/** `null` for keys that we do not have. */
export function actionType(key: string): ActionType | null {
  return byKey.get(key) ?? null
}
