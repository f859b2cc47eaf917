/** Every text of the admin in both languages. It travels one language at a time: `in-language.ts`. */
import { VALUE_WORDS } from '../../src/core/words/values.ts'
import { actWords } from './acts.ts'
import { adminWords } from './admin.ts'
import { allowedWords } from './allowed.ts'
import { costWords } from './costs.ts'
import { explainWords } from './explain.ts'
import { extraWords } from './extras.ts'
import { flowWords } from './flows.ts'
import { frameWords } from './frame.ts'
import { inboxWords } from './inbox.ts'
import { messengerWords } from './messengers.ts'
import { moneyWords } from './money.ts'
import { movingWords } from './moving.ts'
import { objectWords } from './objects.ts'
import { reconcileWords } from './reconcile.ts'
import { reportWords } from './report.ts'
import { robotWords } from './robots.ts'
import { safetyWords } from './safety.ts'
import { storyWords } from './story.ts'
import { systemWords } from './system.ts'
import { useWords } from './use.ts'

/** Every text in English and Russian: a pair, so that neither can be forgotten. */
export const TEXTS = {
  ...actWords,
  ...adminWords,
  ...allowedWords,
  ...costWords,
  ...explainWords,
  ...extraWords,
  ...flowWords,
  ...frameWords,
  ...inboxWords,
  ...messengerWords,
  ...moneyWords,
  ...movingWords,
  ...objectWords,
  ...reconcileWords,
  ...reportWords,
  ...robotWords,
  ...safetyWords,
  ...storyWords,
  ...systemWords,
  ...useWords,
  ...VALUE_WORDS,
} satisfies Readonly<Record<string, readonly [en: string, ru: string]>>

export type Key = keyof typeof TEXTS
