/** The verbs that make a visit; what a visitor hears of any other. */
import type { RoutingTables } from '../../core/tables.ts'
import type { TrafficRequest } from '../../track/visits/request.ts'
import { plain } from './respond.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const ALLOW = [...METHODS].join(', ')

export function isVisit(method: string): boolean {
  return METHODS.has(method)
}

export function wrongMethod(request: TrafficRequest, tables: RoutingTables): Response {
  return plain(request, tables, {
    status: 405,
    text: `Use ${ALLOW}.\n`,
    headers: { Allow: ALLOW },
  })
}
