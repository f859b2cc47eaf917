/**
 * Asks an authority for one certificate (RFC 8555) in a thread of its own, because the library is large
 * and needed for a second in two months. The authority looks at a page of the host over plain http,
 * which the main thread shows.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'

import { Client, crypto } from 'acme-client'

/** Whom the authority knows us as. */
export interface AcmeAccount {
  /** PEM. */
  readonly key: string
  readonly url: string
}

export interface AcmeTask {
  /** Address of the authority's directory. */
  readonly directory: string
  /** Where it writes to when something is wrong; `''`: nowhere. */
  readonly email: string
  /** `null`: a new one is made. */
  readonly account: AcmeAccount | null
  readonly host: string
}

export type AcmeMessage =
  /** One was made. It is to be kept, whatever comes of the task. */
  | { readonly account: AcmeAccount }
  /** A page that is to be shown before the authority is told to look. */
  | { readonly show: { readonly token: string; readonly text: string } }
  | { readonly pem: string }
  | { readonly failed: string }

if (!parentPort) throw new Error('this is the work of a worker')
await work(parentPort, workerData as AcmeTask)

async function work(port: MessagePort, task: AcmeTask): Promise<void> {
  const tell = (message: AcmeMessage) => port.postMessage(message)
  const shown = Promise.withResolvers<void>()
  port.once('message', () => shown.resolve())
  try {
    const client = await clientOf(task, (account) => tell({ account }))
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

async function clientOf(
  { directory: directoryUrl, email, account }: AcmeTask,
  onMade: (account: AcmeAccount) => void,
): Promise<Client> {
  if (account !== null) {
    return new Client({ directoryUrl, accountKey: account.key, accountUrl: account.url })
  }
  const key = await newKey()
  const client = new Client({ directoryUrl, accountKey: key })
  const contact = email === '' ? {} : { contact: [`mailto:${email}`] }
  await client.createAccount({ termsOfServiceAgreed: true, ...contact })
  onMade({ key, url: client.getAccountUrl() })
  return client
}

async function newKey(): Promise<string> {
  return (await crypto.createPrivateEcdsaKey('P-256')).toString()
}
