/** What needs a person, said in a language: in English as the server says it, with all it knows. */
import type { Language } from './language.ts'

const RUSSIAN = {
  files_gone: 'Приходящее пропадёт вместе с сервером: верните в папку данных и перезапустите',
  config_older:
    'config.db старее кликов: что задано и засчитано с тех пор, неизвестно; была версия от (UTC)',
  disk_full: 'Диск не принимает клики',
  disk_full_conversions: 'Диск не принимает конверсии: партнёркам отвечено зайти позже',
  dropped: 'Кликов сохранить не удалось',
  lag: 'Клики ждут диска',
  disk_low: 'На диске мало места, осталось МБ',
  disk_filling: 'При темпе последних дней диск заполнится раньше чем через две недели',
  write_ahead_large: 'Журнал записи базы не очищается: её всё время читают или сбоит диск',
  notifications_failed: 'Сообщения не доходят',
  postbacks_unmatched: 'Во входящих ждут незасчитанные постбэки',
  filters_unknown: 'Некоторые фильтры нельзя проверить: на сервере нет данных для них',
  caps_passed: 'Лимит офферов исчерпан, а заменить их нечем, и посетители идут на них',
  targets_broken: 'Потоки этих кампаний пропускаются: их адрес не получается',
  networks_uncounted: 'У партнёрок есть выплаты или слова, которые никогда не засчитываются',
  geo_broken: 'Часть геоданных не читается',
  geo_old: 'Геоданные старше полугода',
  backup_failed: 'Последняя резервная копия не удалась',
  backup_old: 'Последней резервной копии больше недели',
  links_listed: 'За последние семь дней списки блокировки остановили короткие ссылки',
  targets_listed: 'Списки блокировки называют офферы и лендинги',
  blocklist_broken: 'Не все списки блокировки читаются',
  blocklist_silent: 'Список блокировки в DNS не отвечает, что в нём есть',
  https_closed: 'HTTPS не отвечает как должен',
  certificate_missing: 'Домены без сертификата',
  certificate_ending: 'Скоро истекают сертификаты',
  certificate_postponed: 'Домены ждут сертификата: слишком много запрошено за это время',
  certificate_broken: 'Сертификаты, которые не используются',
  certificate_unwritten: 'Сертификаты не сохраняются и пропадут при перезапуске',
  proxy_unnamed:
    'Прокси впереди не назван, и все посетители как будто с его адреса: задайте --trusted-proxy',
  one_host: 'Админка и посетители на одном адресе: задайте --admin-host',
  plain_http: 'Админка открыта по обычному HTTP',
  no_abuse_contact: 'Не указан адрес для жалоб',
} as const

export type WarningCode = keyof typeof RUSSIAN

export interface Warning {
  readonly code: WarningCode
  /** English; names, addresses and numbers stand behind the first colon. */
  readonly message: string
}

const NAMES = /: (.+)$/s
const NUMBER = /(\d+)/

/** What of the English text is said behind the words: names are in no language. */
const DETAILS: Readonly<Partial<Record<WarningCode, RegExp>>> = {
  config_older: NAMES,
  dropped: NUMBER,
  disk_low: NUMBER,
  write_ahead_large: NAMES,
  notifications_failed: NAMES,
  postbacks_unmatched: NUMBER,
  caps_passed: NAMES,
  targets_broken: NAMES,
  networks_uncounted: NAMES,
  geo_broken: NAMES,
  geo_old: NAMES,
  links_listed: NUMBER,
  targets_listed: NAMES,
  https_closed: NAMES,
  certificate_missing: NAMES,
  certificate_ending: NAMES,
  certificate_postponed: NAMES,
  certificate_broken: NAMES,
  certificate_unwritten: NAMES,
}

/** `code`: of a newer server it may be unknown here, and is told as it came. */
export function warningIn(
  language: Language,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  if (language === 'en' || !isKnown(code)) return message
  const detail = DETAILS[code]?.exec(message)?.[1]
  return detail === undefined ? RUSSIAN[code] : `${RUSSIAN[code]}: ${detail}`
}

function isKnown(code: string): code is WarningCode {
  return Object.hasOwn(RUSSIAN, code)
}
