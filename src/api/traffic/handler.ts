/**
 * The traffic surface from HTTP to HTTP. Whatever goes wrong inside, the visitor gets an answer and
 * the log a line.
 */
import type { TrafficRequest } from '../../track/visits/request.ts'
import type { Address } from '../address.ts'
import type { Inbound } from '../hosts.ts'
import { readCallFields } from './call-fields.ts'
import { conversionCall, mayBeCall, unreadableCall } from './conversions.ts'
import { readForm, readRequest } from './request.ts'
import { asOfHost, notFound, plain } from './respond.ts'
import { handleTraffic, inTime, type TrafficParts } from './routes.ts'

const FORM_TOO_LARGE = { status: 413, text: 'The form is larger than 16 KB.\n' }

export interface TrafficSurface extends TrafficParts {
  /** Told of everything that should not have happened. */
  readonly report: (error: unknown) => void
}

export function trafficSurface(parts: TrafficSurface) {
  const failed = (request: TrafficRequest, error: unknown) => {
    parts.report(error)
    return notFound(request, parts.tables())
  }
  const answer = (request: TrafficRequest): Response | Promise<Response> => {
    try {
      const answering = handleTraffic(parts, request)
      if (!(answering instanceof Promise)) return inTime(answering)
      return answering.catch((error: unknown) => failed(request, error))
    } catch (error) {
      return failed(request, error)
    }
  }
  const withForm = async (request: Request, arrival: TrafficRequest) => {
    const form = await readForm(request)
    return form === null
      ? plain(arrival, parts.tables(), FORM_TOO_LARGE)
      : answer({ ...arrival, form })
  }
  const call = async (request: Request, arrival: TrafficRequest) => {
    const told = (response: Response) => asOfHost(response, arrival, parts.tables())
    const sent = await readCallFields(request, arrival.rawQuery)
    if (typeof sent === 'string') return told(unreadableCall(arrival.path, sent))
    const read = { ...arrival, form: sent.form }
    try {
      const called = await conversionCall(parts, read, sent)
      return called === null ? await answer(read) : told(called)
    } catch (error) {
      // What was not booked must come again.
      parts.report(error)
      return told(unreadableCall(arrival.path, 'unavailable'))
    }
  }
  return (request: Request, address: Address, inbound: Inbound): Response | Promise<Response> => {
    const arrival = readRequest(request, address, inbound, parts.addresses)
    const { method, path, rawQuery } = arrival
    if (mayBeCall(method, path, rawQuery)) return call(request, arrival)
    return method === 'POST' ? withForm(request, arrival) : answer(arrival)
  }
}
