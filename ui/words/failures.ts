/** Failures in words: what happened and what can be done. */
import { type ApiFailure, GIVEN_UP, isOfOtherToken } from '../api/failure.ts'
import { problemText } from './said.ts'
import { plural, t } from './words.ts'

const MINUTE_SECONDS = 60

/** Of other things that are not there the server says why. */
const SAYS_NO_MORE = /^(No such .*)?$/

export function failureText(failure: ApiFailure): string {
  const { facts } = failure
  switch (facts.status) {
    case 0:
      return t('fail.offline')
    case 401:
      return t('fail.login')
    case 403:
      return t(isOfOtherToken(failure) ? 'fail.otherUser' : 'fail.forbidden')
    case 404:
      return SAYS_NO_MORE.test(facts.message) ? t('fail.gone') : refusalText(facts)
    case 412:
      return t('fail.stale')
    case 429:
      return facts.retryAfterSeconds === null || facts.retryAfterSeconds < MINUTE_SECONDS
        ? t('fail.busy')
        : plural('fail.busyFor', Math.ceil(facts.retryAfterSeconds / MINUTE_SECONDS))
    case 500:
      return t('fail.server')
    case GIVEN_UP:
      return t('fail.givenUp')
    default:
      return facts.message === '' ? t('fail.unknown') : refusalText(facts)
  }
}

/** Of a problem of one field the message has its name before it. */
function refusalText({ message, fields }: ApiFailure['facts']): string {
  const [first] = Object.entries(fields)
  const isOfField = first !== undefined && message.startsWith(`${first[0]}: `)
  return isOfField ? `${first[0]}: ${first[1].join(', ')}` : problemText(message)
}

/** Whether trying the same again can help. */
export function canRetry({ status }: ApiFailure): boolean {
  return status !== 403 && status !== 404 && status !== 400
}
