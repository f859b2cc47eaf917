/** What a referrer tells: its host, the search engine, the words searched for. Never throws. */
import { lately } from '../lib/lru.ts'
import { indexOrEnd } from '../lib/text.ts'
import { cutBytes, decodeText } from './text.ts'

export const MAX_REFERRER_BYTES = 2048
const URL_HOST = /^(?:https?|android-app):\/\/([^/?#\\]+)/i
const PLAIN_HOST = /^[a-z0-9_.-]+$/
const WORD_PARAMETERS = 20

/**
 * The host in lower case and punycode, without port, closing dot and one leading `www.`. `''` if
 * the text is no http, https or android-app URL.
 */
export function referrerHost(referrer: string): string {
  const authority = URL_HOST.exec(referrer)?.[1]
  if (authority === undefined) return ''
  const named = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
  const host = named.startsWith('[') ? named : named.slice(0, indexOrEnd(named, ':'))
  return bareHost(PLAIN_HOST.test(host) ? host : asciiHost(host))
}

export interface Search {
  /** `''` when the referrer is no search engine. */
  readonly engine: string
  /** `''` when the engine does not tell. */
  readonly keyword: string
}

const NO_SEARCH: Search = Object.freeze({ engine: '', keyword: '' })

export function readSearch(referrer: string): Search {
  return referrer === '' ? NO_SEARCH : searchOf(referrer)
}

/** Visitors of one placement come from the same page. */
const searchOf = lately(2000, searchIn)

function searchIn(referrer: string): Search {
  const host = referrerHost(cutBytes(referrer, MAX_REFERRER_BYTES))
  const engine = engineOf(host)
  return engine ? { engine: engine.name, keyword: keywordOf(referrer, engine.words) } : NO_SEARCH
}

interface SearchEngine {
  readonly name: string
  /** The host before its country: `google` of `google.co.uk`. */
  readonly site: string
  /** Parameters that may hold the words. */
  readonly words: readonly string[]
}

const ENGINES: readonly SearchEngine[] = [
  { name: 'google', site: 'google', words: ['q'] },
  { name: 'google', site: 'images.google', words: ['q'] },
  { name: 'google', site: 'com.google.android.googlequicksearchbox', words: ['q'] },
  { name: 'bing', site: 'bing', words: ['q'] },
  { name: 'yandex', site: 'yandex', words: ['text'] },
  { name: 'yandex', site: 'ya', words: ['text'] },
  { name: 'duckduckgo', site: 'duckduckgo', words: ['q'] },
  { name: 'yahoo', site: 'search.yahoo', words: ['p'] },
  { name: 'baidu', site: 'baidu', words: ['wd', 'word'] },
  { name: 'baidu', site: 'm.baidu', words: ['word', 'wd'] },
  { name: 'mail.ru', site: 'go.mail', words: ['q'] },
  { name: 'ecosia', site: 'ecosia', words: ['q'] },
  { name: 'naver', site: 'search.naver', words: ['query'] },
  { name: 'naver', site: 'm.search.naver', words: ['query'] },
  { name: 'seznam', site: 'search.seznam', words: ['q'] },
  { name: 'qwant', site: 'qwant', words: ['q'] },
  { name: 'brave', site: 'search.brave', words: ['q'] },
  { name: 'startpage', site: 'startpage', words: ['query'] },
  { name: 'sogou', site: 'sogou', words: ['query'] },
  { name: 'rambler', site: 'nova.rambler', words: ['query'] },
  { name: 'aol', site: 'search.aol', words: ['q'] },
  { name: 'ask', site: 'ask', words: ['q'] },
]

const BY_SITE: ReadonlyMap<string, SearchEngine> = new Map(ENGINES.map((one) => [one.site, one]))
const APP: SearchEngine | undefined = BY_SITE.get('com.google.android.googlequicksearchbox')
/** Yahoo puts its country in front: `de.search.yahoo.com`. */
const COUNTRY_FIRST = /^[a-z]{2}\.(search\.yahoo)$/
/** `.de`, `.com`, `.co.uk`, `.com.tr`: so `google.example.test` is no Google. */
const SUFFIX = /^(.*?)((?:\.[a-z]{2,3}){1,2}|\.ru\.net)$/

function engineOf(host: string): SearchEngine | undefined {
  if (host === APP?.site) return APP
  const site = SUFFIX.exec(host)?.[1]
  if (site === undefined) return host === 'ya.ru' ? BY_SITE.get('ya') : undefined
  return BY_SITE.get(site) ?? BY_SITE.get(site.replace(COUNTRY_FIRST, '$1'))
}

function keywordOf(url: string, names: readonly string[]): string {
  const start = url.indexOf('?')
  if (start < 0) return ''
  const pairs = url.slice(start + 1, indexOrEnd(url, '#', start)).split('&', WORD_PARAMETERS)
  for (const name of names) {
    const pair = pairs.find((text) => text.startsWith(`${name}=`))
    if (pair) return decodeText(pair.slice(name.length + 1)).trim()
  }
  return ''
}

function bareHost(host: string): string {
  const named = host.endsWith('.') ? host.slice(0, -1) : host
  return named.startsWith('www.') ? named.slice(4) : named
}

/** International names in punycode; `''` if it is no host at all. */
function asciiHost(host: string): string {
  return URL.parse(`http://${host}/`)?.hostname ?? ''
}
