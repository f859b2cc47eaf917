/** A process whose compiling threads stand back; says the niceness of those that it had then. */
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'

import { compilersStandBack } from '../../src/lib/thread-priority.ts'

const TASKS = '/proc/self/task'

let sum = 0
const add = (by: number) => (sum += by % 7)
// Long enough to be worth compiling.
for (let at = 0; at < 3_000_000; at++) add(at)

const compilers = readdirSync(TASKS).filter((thread) =>
  readFileSync(`${TASKS}/${thread}/comm`, 'latin1').startsWith('JITWorker'),
)
compilersStandBack()
console.log(
  JSON.stringify({ sum, niceness: compilers.map((thread) => getPriority(Number(thread))) }),
)
