/** The lines of a file that were not taken, each with its reason. */
import { lineProblem } from '../words/said.ts'
import { Text } from './text.tsx'

interface FailedLine {
  readonly line: number
  /** The server's sentence. */
  readonly problem: string
}

const SHOWN = 200

/** The first ones; nothing where there are none. */
export function FailedLines({ lines }: { readonly lines: readonly FailedLine[] }) {
  if (lines.length === 0) return null
  return (
    <table class="plain-table">
      <tbody>
        {lines.slice(0, SHOWN).map(({ line, problem }) => (
          <tr key={line}>
            <th scope="row" class="faint number">
              {line}
            </th>
            <td class="wrap">
              <Text value={lineProblem(problem)} length={200} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
