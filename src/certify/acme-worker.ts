/**
 * Asks an authority for one certificate (RFC 8555) in a thread of its own, because the library is large
 * and needed for a second in two months. The authority looks at a page of the host over plain http,
 * which the main thread shows.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'

import { axios, Client, crypto } from 'acme-client'

export interface AcmeTask {
  /** Address of the authority's directory. */
  readonly directory: string
  /** Where it writes to when something is wrong; `''`: nowhere. */
  readonly email: string
  /** PEM, by which the authority knows us; `null`: a new one is made. */
  readonly accountKey: string | null
  /** The account that the owner has with it (RFC 8555, 7.3.4); `null`: it wants none. */
  readonly bound: { readonly keyId: string; readonly key: string } | null
  readonly host: string
}

export type AcmeMessage =
  /** One was made. It is to be kept, whatever comes of the task. */
  | { readonly accountKey: string }
  /** A page that is to be shown before the authority is told to look. */
  | { readonly show: { readonly token: string; readonly text: string } }
  | { readonly pem: string }
  | { readonly failed: string }

/** Of one answer: a chain has some KB. */
const MOST_BYTES = 1024 * 1024

/**
 * The library would try again for as long as an authority bids it wait, and lose its words for it:
 * whoever asks here does so himself, later.
 */
axios.interceptors.request.clear()
axios.interceptors.response.clear()
axios.defaults.maxContentLength = MOST_BYTES

/** An authority looks within seconds, so it is asked soon, and ever less often for three minutes and a half. */
const PATIENCE = { backoffMin: 500, backoffMax: 30_000, backoffAttempts: 13 }

if (!parentPort) throw new Error('this is the work of a worker')
await work(parentPort, workerData as AcmeTask)

async function work(port: MessagePort, task: AcmeTask): Promise<void> {
  const tell = (message: AcmeMessage) => port.postMessage(message)
  const shown = Promise.withResolvers<void>()
  port.once('message', () => shown.resolve())
  try {
    const client = await clientOf(task, (accountKey) => tell({ accountKey }))
    const [key, csr] = await crypto.createCsr({ altNames: [task.host] }, await newKey())
    const chain = await client.auto({
      csr,
      // The authority looks by itself; from here the host may lead elsewhere.
      skipChallengeVerification: true,
      challengePriority: ['http-01'],
      async challengeCreateFn(_authorization, { token }, text) {
        tell({ show: { token, text } })
        await shown.promise
      },
      challengeRemoveFn: async () => {},
    })
    tell({ pem: `${chain.trim()}\n${key.toString()}` })
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * Says who we are each time: the authority then makes an account that it has lost anew, and hears of
 * another address or new terms.
 */
async function clientOf(task: AcmeTask, onMade: (accountKey: string) => void): Promise<Client> {
  const { directory: directoryUrl, email, accountKey: known, bound } = task
  const accountKey = known ?? (await newKey())
  if (known === null) onMade(accountKey)
  // Not left out: to change nothing of an account is refused.
  const contact = email === '' ? [] : [`mailto:${email}`]
  const named = async (binding: object, more: object = {}) => {
    const client = new Client({ directoryUrl, accountKey, ...PATIENCE, ...binding })
    await client.createAccount({ termsOfServiceAgreed: true, contact, ...more })
    return client
  }
  if (bound === null) return named({})
  const binding = { externalAccountBinding: { kid: bound.keyId, hmacKey: bound.key } }
  if (known === null) return named(binding)
  // Some authorities take a binding only once.
  return named({}, { onlyReturnExisting: true }).catch(() => named(binding))
}

async function newKey(): Promise<string> {
  return (await crypto.createPrivateEcdsaKey('P-256')).toString()
}
