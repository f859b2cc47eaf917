/** The verbs that make a visit; what a visitor hears of any other. */
import { plain } from './respond.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const ALLOW = [...METHODS].join(', ')

export function isVisit(method: string): boolean {
  return METHODS.has(method)
}

export function wrongMethod(): Response {
  return plain(405, `Use ${ALLOW}.\n`, { Allow: ALLOW })
}
