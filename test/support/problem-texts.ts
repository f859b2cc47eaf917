/** The sentences with which the server refuses, as its source has them; what is filled in is a 7. */
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')
const TEXT = String.raw`('(?:[^'\\\n]|\\.)+'|\`(?:[^\`\\]|\\.)+\`)`
const ADDED = String.raw`\bfound\.add\([^;]*?,\s*${TEXT},?\s*\)`
const LISTED = String.raw`\b\w*[fF]ields\b[^;]*?:\s*\[\s*${TEXT},?\s*\]`
const CONFLICT = String.raw`\bwhy:\s*${TEXT}`

/** Where a problem stands, and in which form. */
const PLACES: readonly (readonly [glob: string, ...forms: string[]])[] = [
  ['src/manage/**/*.ts', ADDED, LISTED, CONFLICT],
  ['src/api/management/**/*.ts', ADDED, LISTED, CONFLICT, String.raw`\bmessage:\s*${TEXT}`],
  [
    'src/api/management/move/*.ts',
    String.raw`\btold\.\w+\([^;]*?,\s*${TEXT},?\s*\)`,
    String.raw`\bnew Unreadable\(\s*${TEXT}`,
    String.raw`(?:return|=>|^const (?:SCHEME|NAMELESS|NO_TOKENS) =|^  \[\d+,) ${TEXT}[\],]*$`,
  ],
  ['src/manage/links/link-checks.ts', String.raw`^(?:export )?const [A-Z_]+ = ${TEXT}$`],
  ['src/manage/links/link-checks.ts', String.raw`^  [a-z_]+: ${TEXT},$`],
  ['src/manage/blocklist/blocklist.ts', String.raw`return ${TEXT}`],
  ['src/manage/uncounted.ts', String.raw`(?:\[|=> )${TEXT}`],
  [
    'src/manage/config/*.ts',
    String.raw`\bskipped\(${TEXT}`,
    String.raw`[?=] \[(?:outcome\.note, )?${TEXT}\]`,
  ],
  ['src/manage/targets.ts', String.raw`\[${TEXT}\]`],
  ['src/manage/called-urls.ts', String.raw`return \[${TEXT}\]`],
  ['src/core/macros/check.ts', String.raw`return \[${TEXT}\]`],
  ['src/core/settings/settings.ts', String.raw`\bproblem: ${TEXT}`],
  ['src/core/settings/checks.ts', String.raw`(?::|return) ${TEXT}$`],
  ['src/core/reports/parse-filters.ts', String.raw`\bmessage: ${TEXT}`, String.raw`return ${TEXT}`],
  [
    'src/api/management/reports/click-filters.ts',
    String.raw`\brefused\((?=')${TEXT}\)`,
    String.raw`^  \['\w+', ${TEXT}\]`,
  ],
  [
    'src/ledger/**/*.ts',
    String.raw`\b(?:report|onProblem)\(${TEXT}`,
    String.raw`^  return ${TEXT}$`,
    String.raw`\bproblems(?:\.push\(|, )${TEXT}`,
    String.raw`new DamagedSegment\(${TEXT}`,
    String.raw`\? \[\] : \[${TEXT}\]`,
  ],
  ['src/core/filters/*.ts', String.raw`\bcomplain\(\s*${TEXT},?\s*\)`],
  ['src/api/management/shape.ts', String.raw`(?:return|\?|:) ${TEXT}$`],
]

/** With the file that says it. */
export async function problemTexts(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const [glob, ...forms] of PLACES) {
    const pattern = new RegExp(forms.join('|'), 'gm')
    for await (const path of new Bun.Glob(glob).scan(ROOT)) {
      const source = await Bun.file(join(ROOT, path)).text()
      for (const [, ...literals] of source.matchAll(pattern)) {
        const text = filled(literals.find((literal) => literal !== undefined) ?? '')
        if (/^["\w].* /s.test(text) && /[a-z]/.test(text)) texts.set(text, path)
      }
    }
  }
  return texts
}

function filled(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\$\{quote\([^}]*\)\}/g, '"7"')
    .replace(/\$\{[^}]*\}/g, '7')
    .replace(/\\(.)/g, '$1')
}
