/** Endpoints of the token owner's own objects: a list that takes new ones, and each of them alone. */
import { isRefusal, type Refusal } from '../../manage/refusal.ts'
import { data, empty, errors, type Failure, MAY_NOT_CREATE, NOT_FOUND } from './answers.ts'
import type { Attributes } from './body.ts'
import { type Answer, type Endpoint, isFailure, type LinksCall } from './call.ts'
import { type Page, pageHeaders, readPage } from './paging.ts'
import { wireFields } from './wire.ts'

/** What is done with one kind of object. */
export interface OwnObjects<T extends object> {
  page(call: LinksCall, page: Page): { readonly rows: readonly object[]; readonly total: number }
  /** The one that the path names. */
  find(call: LinksCall): T | Failure
  view(call: LinksCall, object: T): object
  create(call: LinksCall, attributes: Attributes): Promise<T | Refusal>
  change(call: LinksCall, object: T, attributes: Attributes): Promise<T | Refusal>
  remove(call: LinksCall, object: T): Promise<unknown>
}

export function listOf<T extends object>(objects: OwnObjects<T>): Endpoint {
  return {
    verbs: {
      GET: (call) => {
        const page = readPage(call.query)
        const { rows, total } = objects.page(call, page)
        return data(rows, pageHeaders(page, total, call.path))
      },
      POST: async (call) => {
        const body = await call.body()
        if (!('attributes' in body)) return body
        return shown(objects, call, await objects.create(call, body.attributes))
      },
    },
  }
}

export function oneOf<T extends object>(objects: OwnObjects<T>): Endpoint {
  const update = async (call: LinksCall): Promise<Answer> => {
    const object = objects.find(call)
    if (isFailure(object)) return object
    const body = await call.body()
    if (!('attributes' in body)) return body
    return shown(objects, call, await objects.change(call, object, body.attributes))
  }
  return {
    verbs: {
      GET: (call) => {
        const object = objects.find(call)
        return isFailure(object) ? object : data(objects.view(call, object))
      },
      PUT: update,
      PATCH: update,
      POST: update,
      DELETE: async (call) => {
        const object = objects.find(call)
        if (isFailure(object)) return object
        await objects.remove(call, object)
        return empty(204)
      },
    },
  }
}

function shown<T extends object>(
  { view }: OwnObjects<T>,
  call: LinksCall,
  result: T | Refusal,
): Answer {
  if (!isRefusal(result)) return data(view(call, result))
  if (result.refused === 'invalid') return errors(wireFields(result.fields))
  return result.refused === 'forbidden' ? MAY_NOT_CREATE : NOT_FOUND
}
