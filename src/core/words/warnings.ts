/** What needs a person, said in a language: in English as the server says it, with all it knows. */
import type { Language } from './language.ts'

const RUSSIAN = {
  disk_full: 'Диск не принимает клики',
  disk_full_conversions: 'Диск не принимает конверсии: партнёркам отвечено зайти позже',
  dropped: 'Часть кликов сохранить не удалось',
  lag: 'Клики ждут диска',
  disk_low: 'На диске мало места',
  disk_filling: 'При темпе последних дней диск заполнится раньше чем через две недели',
  notifications_failed: 'Сообщения не доходят',
  postbacks_unmatched: 'Во входящих ждут незасчитанные постбэки',
  filters_unknown: 'Некоторые фильтры нельзя проверить: на сервере нет данных для них',
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
  certificate_broken: 'Сертификаты, которые не используются',
  proxy_unnamed:
    'Прокси впереди не назван, и все посетители как будто с его адреса: задайте --trusted-proxy',
  one_host: 'Админка и посетители на одном адресе: задайте --admin-host',
  plain_http: 'Админка открыта по обычному HTTP',
  no_abuse_contact: 'Не указан адрес для жалоб',
  'preset.simple': 'Простой',
  'preset.cod': 'COD, нутра',
  'preset.landing': 'Лендинг → оффер',
  'preset.finance': 'Финансы',
  'preset.quality': 'Качество трафика',
} as const

export type WarningCode = keyof typeof RUSSIAN

export interface Warning {
  readonly code: WarningCode
  /** English; names, addresses and numbers stand behind the first colon. */
  readonly message: string
}

/** Of what the names are in no language. */
const NAMING: ReadonlySet<string> = new Set<WarningCode>([
  'networks_uncounted',
  'geo_broken',
  'geo_old',
  'targets_listed',
  'https_closed',
  'certificate_missing',
  'certificate_ending',
  'certificate_broken',
  'notifications_failed',
])

/** `code`: of a newer server it may be unknown here, and is told as it came. */
export function warningIn(
  language: Language,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  if (language === 'en' || !isKnown(code)) return message
  const names = NAMING.has(code) ? /: (.+)$/s.exec(message)?.[1] : undefined
  return names === undefined ? RUSSIAN[code] : `${RUSSIAN[code]}: ${names}`
}

function isKnown(code: string): code is WarningCode {
  return Object.hasOwn(RUSSIAN, code)
}
