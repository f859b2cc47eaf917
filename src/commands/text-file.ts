/** Text files that commands are given, in whichever encoding they were saved. */
import { readFileSync } from 'node:fs'

import { fileText } from '../lib/file-text.ts'
import type { Terminal } from './command.ts'

/** Says which encoding it has, unless it is UTF-8. */
export function readTextFile(path: string, terminal: Terminal): string {
  const { text, encoding } = fileText(readFileSync(path))
  if (encoding !== 'UTF-8') terminal.warn(`${path} was read as ${encoding}`)
  return text
}
