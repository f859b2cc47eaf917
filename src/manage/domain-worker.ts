/** The worker that makes one change of a domain with many links, and ends. An entry of its own. */
import { answerTask } from '../lib/task-worker.ts'
import { atDesk } from './alone.ts'
import { type DomainTask, makeChange } from './domain-changes.ts'

answerTask(({ caller, order, ...place }: DomainTask) =>
  atDesk(place, (desk) => makeChange(desk, caller, order)),
)
