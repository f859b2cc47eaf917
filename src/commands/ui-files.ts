/** The admin UI's files: out of the executable, or made from source when they are first asked for. */
import page from '../../ui/index.html' with { type: 'file' }
import type { UiFile } from '../api/admin/files.ts'
import { bundleUi, unpackUi } from './ui-bundle.ts'

let files: Promise<readonly UiFile[]> | null = null

/** In the executable `page` is the packed UI (`scripts/build.ts`), from source the page's template. */
export function uiFiles(): Promise<readonly UiFile[]> {
  files ??= Bun.isStandaloneExecutable
    ? Bun.file(page as unknown as string)
        .bytes()
        .then(unpackUi)
    : bundleUi('fast')
  return files
}
