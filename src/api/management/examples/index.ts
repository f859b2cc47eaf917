/** The examples of all requests; those of the other operations are made from their schemas. */
import { campaignExamples } from './campaigns.ts'
import type { RequestExamples } from './example.ts'
import { objectExamples } from './objects.ts'
import { peopleExamples } from './people.ts'
import { reportExamples } from './reports.ts'

export const REQUEST_EXAMPLES: RequestExamples = {
  ...campaignExamples,
  ...objectExamples,
  ...peopleExamples,
  ...reportExamples,
}
