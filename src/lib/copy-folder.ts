/** Copies a folder that others work in: what vanishes before its turn is left out. */
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Links stay links. `copy` copies one of them or one file. Throws what the file system throws. */
export function copyFolder(from: string, to: string, copy: typeof copyOne = copyOne): void {
  unlessGone(from, () => {
    const entries = readdirSync(from, { withFileTypes: true })
    mkdirSync(to, { mode: statSync(from).mode })
    for (const entry of entries) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) copyFolder(source, target, copy)
      else unlessGone(source, () => copy(source, target))
    }
  })
}

function copyOne(from: string, to: string): void {
  cpSync(from, to)
}

/** Failing because of what is not there any more is no failure. */
export function unlessGone(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (existsSync(path)) throw error
  }
}
