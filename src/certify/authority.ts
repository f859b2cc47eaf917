/** An authority that gives certificates to whoever shows a page of its choice at the host. */
import { readFileSync } from 'node:fs'

import { openWorker } from '../lib/own-worker.ts'
import { readPacked } from '../lib/packed-file.ts'
import { replacePrivate } from '../lib/private-file.ts'
import type { AcmeMessage, AcmeTask } from './acme-worker.ts'
// oxlint-disable-next-line import/default -- imported as a file: the module is its path
import worker from './acme-worker.ts?packed' with { type: 'file' }
import { withGiver } from './certificate.ts'

export interface AuthorityOptions {
  /** Address of the directory, e.g. that of Let's Encrypt. */
  readonly directory: string
  /** Where it may write to; `''`: nowhere. */
  readonly email: string
  /** Whom it knows us as is kept here. */
  readonly accountFile: string
  /** By what it knows an account that the owner has with it; `null`: it wants none. */
  readonly binding: Binding | null
}

export interface Binding {
  readonly keyId: string
  /** Has the key as the authority shows it, and nothing else. */
  readonly keyFile: string
}

export interface Authority {
  /** Address of its directory. */
  readonly directory: string
  /** The text of the page that it looks for, or `null`. */
  answerAt(path: string): string | null
  /** PEM of a new certificate and its key. Rejects with the authority's own words. One at a time. */
  ask(host: string): Promise<string>
}

/** Below this path it looks, by RFC 8555. */
export const CHALLENGE_PATH = '/.well-known/acme-challenge/'

/** It answers within seconds, or not today. */
const PATIENCE_MS = 120_000

export function acmeAuthority(options: AuthorityOptions): Authority {
  const { directory, email, accountFile, binding } = options
  const keyId = binding?.keyId ?? ''
  const pages = new Map<string, string>()
  return {
    directory,
    answerAt: (path) => pages.get(path) ?? null,
    async ask(host) {
      const accountKey = readAccountKey(accountFile, { directory, keyId })
      const bound = binding && { keyId, key: readBindingKey(binding.keyFile) }
      const hear: Hearing = {
        account: (key) =>
          replacePrivate(accountFile, JSON.stringify({ directory, keyId, key }, null, 1)),
        show: ({ token, text }) => pages.set(CHALLENGE_PATH + token, text),
      }
      try {
        return withGiver(directory, await talk({ directory, email, accountKey, bound, host }, hear))
      } finally {
        pages.clear()
      }
    },
  }
}

interface Hearing {
  account(key: string): void
  show(page: { readonly token: string; readonly text: string }): void
}

/** Resolves with the PEM text. */
async function talk(task: AcmeTask, hear: Hearing): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const thread = await openAcmeWorker(task)
  const late = setTimeout(() => {
    reject(new Error(`${new URL(task.directory).host} did not answer in time`))
  }, PATIENCE_MS)
  const take = (message: AcmeMessage) => {
    if ('pem' in message) resolve(message.pem)
    else if ('failed' in message) reject(new Error(message.failed))
    else if ('accountKey' in message) hear.account(message.accountKey)
    else {
      hear.show(message.show)
      thread.postMessage('shown')
    }
  }
  thread.on('message', (message: AcmeMessage) => {
    try {
      take(message)
    } catch (error) {
      reject(error)
    }
  })
  thread.on('error', reject)
  thread.on('exit', () => reject(new Error('the work was interrupted')))
  try {
    return await promise
  } finally {
    clearTimeout(late)
    await thread.terminate()
  }
}

/** In the executable the worker is there as packed text, with its libraries. */
async function openAcmeWorker(workerData: AcmeTask) {
  if (!Bun.isStandaloneExecutable) return openWorker(worker, { workerData })
  return openWorker((await readPacked(worker)).toString(), { eval: true, workerData })
}

const HMAC_KEY = /^[\w+/-]{16,}={0,2}$/

/** It is read when it is needed, so that one who sees the command line does not have it. */
function readBindingKey(file: string): string {
  const key = readFileSync(file, 'utf8').trim()
  // Not shown: a key with a sign too much is nearly the key.
  if (!HMAC_KEY.test(key)) throw new Error(`${file} has no key: one line, in base64`)
  return key
}

interface Account {
  readonly directory: string
  readonly keyId: string
}

/** An account of another authority, or another binding, is none; one that is lost or damaged is made anew. */
function readAccountKey(file: string, { directory, keyId }: Account): string | null {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Account & { key: string }>
    const isOurs = kept.directory === directory && (kept.keyId ?? '') === keyId
    return isOurs ? (kept.key ?? null) : null
  } catch {
    return null
  }
}
