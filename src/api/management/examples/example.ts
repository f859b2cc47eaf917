/**
 * What a request of the document says as its example, and the names that all examples share. They
 * tell one story: sent as they are, in the order in which things need each other, a new
 * installation takes them all (`test/support/api-story.ts`).
 */
import type { Json } from '../open-schema.ts'

/** What is left out is made from the operation's schema. */
export interface RequestExample {
  readonly params?: Readonly<Record<string, Json>>
  readonly query?: Readonly<Record<string, Json>>
  readonly body?: Json
}
/** By the id of the operation. */
export type RequestExamples = Readonly<Record<string, RequestExample>>

export const SOME_UUID = '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d1'
/** Of groups by what they are of. */
export const GROUPS = {
  campaigns: SOME_UUID,
  offers: '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d2',
  landings: '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d3',
  rotations: '0b54b3e0-6c0f-4f62-9d3a-3f2c8f1a77d4',
} as const
/** The user that the example of creating one makes, and an administrator after him. */
export const USER = 2
export const ADMINISTRATOR = 3
export const OFFER_URL = 'https://offer.example.com/?click={clickid}'
