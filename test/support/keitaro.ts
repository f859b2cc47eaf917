/**
 * A Keitaro that answers as its Admin API is documented (`admin-api.docs.keitaro.io`): lists of objects by
 * path, pages for campaigns alone, and a key in `Api-Key`.
 */
import type { Server } from 'bun'

import cases from '../cases/move/keitaro.json'

export const KEITARO_KEY = 'c5a0e2fb7d914b6e8f3a'

type Row = Readonly<Record<string, unknown>>

const flow = (id: number, name: string, filters: readonly unknown[], more: Row = {}): Row => ({
  id,
  type: 'regular',
  name,
  position: id,
  weight: 100,
  state: 'active',
  schema: 'redirect',
  action_type: 'http',
  action_payload: `https://flow.example.net/${id}?s={subid}`,
  collect_clicks: true,
  filter_or: false,
  filters,
  ...more,
})

/** A flow with every filter that is known, and one with each that is not. */
export const FILTER_FLOWS: readonly Row[] = [
  flow(6000, 'Known', cases.filters),
  ...cases.strange_filters.map((filter, at) => flow(6001 + at, `Strange ${at}`, [filter])),
]

/** By path and query below the API. */
export function keitaroAnswers(): Map<string, unknown> {
  const { groups, campaigns, streams } = cases
  const answers = new Map<string, unknown>([
    ['/affiliate_networks', cases.affiliate_networks],
    ['/offers', cases.offers],
    ['/landing_pages', cases.landing_pages],
    ['/traffic_sources', cases.traffic_sources],
    ['/domains', cases.domains],
    ['/campaigns?limit=500&offset=0', campaigns],
  ])
  for (const [type, rows] of Object.entries(groups)) answers.set(`/groups?type=${type}`, rows)
  for (const { id } of campaigns) {
    const flows =
      id === 1003 ? FILTER_FLOWS : Object.entries(streams).find(([of]) => of === String(id))?.[1]
    answers.set(`/campaigns/${id}/streams`, flows ?? [])
  }
  return answers
}

export interface FakeTracker {
  readonly url: string
  readonly port: number
  /** What is asked of it, in order. */
  readonly asked: readonly string[]
  stop(): void
}

export function startKeitaro(answers: Map<string, unknown> = keitaroAnswers()): FakeTracker {
  return startTracker({ api: '/admin_api/v1', header: 'api-key', key: KEITARO_KEY }, answers)
}

interface Place {
  readonly api: string
  readonly header: string
  readonly key: string
}

/** `answers` may be changed while it runs; a function makes the whole response. */
export function startTracker(place: Place, answers: Map<string, unknown>): FakeTracker {
  const asked: string[] = []
  const server: Server<undefined> = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname, search } = new URL(request.url)
      const path = pathname.replace(place.api, '') + search
      asked.push(path)
      // Paths that are none of the API's show the panel.
      if (!pathname.startsWith(`${place.api}/`)) return panel()
      if (request.headers.get(place.header) !== place.key) {
        return Response.json({ error: 'Invalid API key' }, { status: 401 })
      }
      const answer = answers.get(path)
      if (typeof answer === 'function') return (answer as () => Response)()
      return answer === undefined ? panel() : Response.json(answer)
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port ?? 0,
    asked,
    stop: () => void server.stop(true),
  }
}

const panel = () =>
  new Response('<!doctype html><title>Keitaro</title>', {
    headers: { 'Content-Type': 'text/html' },
  })
