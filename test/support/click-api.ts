/** An installation with the campaigns that callers of the Click API need, on a running server. */
import { admin, type Api } from './api.ts'
import { type Server, startServer } from './server.ts'

export interface Installation {
  readonly server: Server
  readonly api: Api
  /** Makes a campaign with these flows, as `PUT /campaign/{id}/flows` takes them. */
  campaign(name: string, flows: readonly object[], more?: object): Promise<MadeCampaign>
  offer(url: string): Promise<number>
  landing(url: string): Promise<number>
}

export interface MadeCampaign {
  readonly id: number
  readonly token: string
}

export async function openInstallation(args: readonly string[] = []): Promise<Installation> {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const made = async (path: string, body: object): Promise<number> => {
    const answer = await api<{ id: number | string }>('POST', path, body)
    if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`)
    return Number(answer.body.id)
  }
  const change = async (method: string, path: string, body: object) => {
    const answer = await api(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  }
  const source = await made('/traffic_source', { name: 'Source' })
  return {
    server,
    api,
    offer: (url) => made('/offer', { name: `Offer ${url}`, url, countryCode: 'GLOBAL' }),
    landing: (url) => made('/landing/not_integrated', { name: `Landing ${url}`, url }),
    async campaign(name, flows, more = {}) {
      const id = await made('/campaign', { name, trafficSourceId: source, key: name })
      await change('PATCH', `/campaign/${id}/full`, { alias: name, ...more })
      await change('PUT', `/campaign/${id}/flows`, { mode: 'position', flows })
      const { body } = await api<MadeCampaign>('GET', `/campaign/${id}/click_api`)
      return { id, token: body.token }
    },
  }
}

export function actionFlow(key: string, payload = '', more: object = {}): object {
  return { type: 'default', name: 'Flow', action: { key, payload }, ...more }
}

/** A flow with one path; an offer that is another campaign is an object that names it. */
export function pathFlow(
  landings: readonly number[],
  offers: readonly (number | { readonly campaignId: number } | { readonly directUrl: string })[],
): object {
  const path = {
    name: 'Path',
    landings: landings.map((landingId) => ({ landingId, weight: 100 })),
    offers: offers.map((offer) => ({
      ...(typeof offer === 'number' ? { offerId: offer } : offer),
      weight: 100,
    })),
  }
  return { type: 'default', name: 'Flow', action: null, paths: [path] }
}
