/**
 * The worker that takes in one large configuration file with a handle of its own, says how it went,
 * and ends. What it wrote is made live by the thread that answers. An entry of its own.
 */
import { answerTask } from '../../../lib/task-worker.ts'
import { atDesk } from '../../../manage/alone.ts'
import type { ImportTask } from './config-import-job.ts'
import { takeInConfig } from './config-taken-in.ts'

answerTask(({ caller, bytes, options, ...place }: ImportTask) =>
  atDesk(place, (desk) => takeInConfig(desk, caller, bytes, options)),
)
