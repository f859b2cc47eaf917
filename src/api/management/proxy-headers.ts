/** The headers that this server believes its proxies, as it was started with them. */
import type { ProxyHeaders } from '../../detect/surroundings.ts'
import type { Call } from './operation.ts'

export function headersOfProxies({ bootSettings }: Pick<Call, 'bootSettings'>): ProxyHeaders {
  const of = (key: string) => bootSettings.find((setting) => setting.key === key)?.value ?? ''
  const isBehindProxy = of('trusted-proxy') !== ''
  return {
    clientHeader: isBehindProxy ? of('client-header') : '',
    countryHeader: isBehindProxy ? of('country-header') : '',
  }
}
