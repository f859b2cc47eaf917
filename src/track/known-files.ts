/**
 * Files below `/.well-known/` that other programs ask a domain for: who may open its links in an app, who
 * owns it. `<data>/well-known/HOST/NAME` is for one host, `<data>/well-known/NAME` for all that have none of
 * their own. They are read when somebody asks, which visitors don't.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const FOLDER = 'well-known'
/**
 * One name, or one folder and a name. No name begins with a dot, so none leads out of the folder; no folder has
 * one, so none is that of a host, which would tell of another domain.
 */
const NAME = /^(?:[\w-]{1,100}\/)?\w[\w.-]{0,99}$/
const MAX_BYTES = 256 * 1024

export interface KnownFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface KnownFiles {
  /** `name` is what stands behind `/.well-known/`; `null`: there is no such file, or none that can be read. */
  find(host: string, name: string): Promise<KnownFile | null>
}

export function knownFiles(dataDir: string): KnownFiles {
  const folder = join(dataDir, FOLDER)
  return {
    async find(host, name) {
      if (!NAME.test(name)) return null
      const bytes = (await read(join(folder, host, name))) ?? (await read(join(folder, name)))
      return bytes === null ? null : { type: typeOf(name), bytes }
    },
  }
}

/** Never a page or a script: on a host that serves the admin, too, it could act there. */
function typeOf(name: string): string {
  if (/\.json$|^apple-app-site-association$/.test(name)) return 'application/json'
  const isText = name.endsWith('.txt') || !/\.[^/]*$/.test(name)
  return isText ? 'text/plain; charset=utf-8' : 'application/octet-stream'
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile() || facts.size > MAX_BYTES) return null
  return await readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  )
}
