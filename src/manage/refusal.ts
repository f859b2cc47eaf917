/** Why a change was not made. Surfaces translate these into their statuses and texts. */

/** Property path → what is wrong with it, as sentences without a subject. */
export type Fields = Readonly<Record<string, readonly string[]>>

export type Refusal =
  | { readonly refused: 'invalid'; readonly fields: Fields }
  /** The caller may see this kind, but there is no such object. */
  | { readonly refused: 'not_found' }
  /** Not permitted, or not to be told apart from that. */
  | { readonly refused: 'forbidden' }
  /** For people at a browser, never for keys. */
  | { readonly refused: 'session_only' }
  | { readonly refused: 'taken'; readonly field: string }
  | { readonly refused: 'in_use'; readonly campaigns: readonly Named[] }
  | { readonly refused: 'shared_rotation'; readonly rotationId: number }
  | { readonly refused: 'default_domain' }
  /** Short links are on the domain. */
  | { readonly refused: 'has_links' }
  | { readonly refused: 'unknown_owner' }
  | { readonly refused: 'protected_user' }
  | { readonly refused: 'wrong_password' }
  /** One word for every cause, so that nobody learns which logins exist. */
  | { readonly refused: 'wrong_login' }
  /** The password was right; a code is still wanted. */
  | { readonly refused: 'code_wanted' }
  | { readonly refused: 'wrong_code' }
  | { readonly refused: 'too_many_tries'; readonly retryAfterMs: number }
  /** It does not fit what there is; a sentence that says with what. */
  | { readonly refused: 'conflict'; readonly why: string }
  /** Too much of the same is going on; nothing was changed. */
  | { readonly refused: 'busy' }
  | { readonly refused: 'bad_setup_link' }

export const NOT_FOUND: Refusal = { refused: 'not_found' }
export const FORBIDDEN: Refusal = { refused: 'forbidden' }
export const SESSION_ONLY: Refusal = { refused: 'session_only' }

/** One property and what is wrong with it. */
export function wrong(field: string, text: string): Refusal {
  return { refused: 'invalid', fields: { [field]: [text] } }
}

export interface Named {
  readonly id: number
  readonly name: string
}

export interface Problems {
  add(field: string, text: string): void
  /** What is referred to is not the caller's to use: no further word about it. */
  forbid(): void
  /** The refusal, or null when nothing was added. */
  refusal(): Refusal | null
}

/** Collects every problem of an input, so that a person sees them all at once. */
export function problems(): Problems {
  const found = new Map<string, string[]>()
  let isForbidden = false
  return {
    forbid: () => {
      isForbidden = true
    },
    add: (field, text) => void found.set(field, [...(found.get(field) ?? []), text]),
    refusal: () => {
      if (isForbidden) return FORBIDDEN
      return found.size === 0 ? null : { refused: 'invalid', fields: Object.fromEntries(found) }
    },
  }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}
