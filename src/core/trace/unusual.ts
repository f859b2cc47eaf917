/** The words that a visit notes where a fact about its visitor did not come from where it usually does. */

/**
 * What a visit notes of the origins of its facts. Stored: never change one. Usual are, of a browser,
 * the socket or the header of the proxies, and the browser's own headers; of a Click API call, its
 * parameters; of a country, the geo database.
 */
export const UNUSUAL = [
  /** Proxies are named, but the visitor came past them. */
  'ip:past_proxy',
  /** A proxy sent no address, or none that could be read: its own was taken. */
  'ip:header_missing',
  'ip:header_unreadable',
  /** A proxy told another country than the database. */
  'country:header',
  'country:no_database',
  /** As the calling site passed on what it was sent, or had it from its own server. */
  'ip:site',
  'user_agent:site',
  'language:site',
  'app:site',
  /** Of the Click API call's own connection. */
  'ip:call',
  'user_agent:call',
  'language:call',
  'referrer:call',
  'app:call',
  /** A call whose own user agent is that of a library. */
  'user_agent:library',
  /** A script in the visitor's browser called: facts are as of a browser's visit. */
  'script',
  /** Fields of a form came with the visit, which its query does not have. */
  'form',
] as const
export type Unusual = (typeof UNUSUAL)[number]

export const NOTHING_UNUSUAL: readonly Unusual[] = Object.freeze([])
