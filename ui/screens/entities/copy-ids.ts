/** What the key `c` does in lists and logs. */
import { copyText } from '../../parts/button.tsx'
import { tell } from '../../state/toasts.ts'
import { plural } from '../../words/words.ts'

/** One a line, each once, and says how many. */
export async function copyIds(ids: Iterable<string | number>): Promise<void> {
  const copied = [...new Set(ids)]
  await copyText(copied.join('\n'))
  tell(plural('report.copied', copied.length))
}
