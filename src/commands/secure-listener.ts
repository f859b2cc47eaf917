/** The socket for https: opened with the first certificate, and again with every other one. */
import type { SluiceApp } from '../app.ts'
import type { Socket } from '../config.ts'
import { originOf } from './admin-address.ts'
import { freePort, open, type Replaceable, type Shown } from './listener.ts'
import type { Refused } from './refusals.ts'

export interface SecureListener {
  /** With the port that it has, or will have. */
  readonly url: string
  /**
   * Answers with these from now on; connections that are open already end by themselves. Says why it
   * can't, or `null`: it goes on with those before then.
   */
  show(certificates: readonly Shown[]): string | null
  drain(): Promise<void>
}

/** Refused where the port can't be had, though it stays closed until there is a certificate. */
export function secureListener(socket: Socket, app: SluiceApp): SecureListener | Refused {
  const port = freePort(socket)
  if (typeof port !== 'number') return port
  const fixed = { ...socket, port }
  let current: Replaceable | null = null
  let shown: readonly Shown[] = []
  return {
    url: originOf(fixed, 'https'),
    show(certificates) {
      if (certificates.length === 0 || areEqual(certificates, shown)) return null
      // Ours share the port, and another program's may have taken it since the start.
      const port = current === null ? freePort(fixed) : fixed.port
      if (typeof port !== 'number') return port.refused
      const next = open(fixed, app, 'front', certificates)
      if ('refused' in next) return next.refused
      current?.retire()
      current = next
      shown = certificates
      return null
    },
    drain: async () => current?.drain(),
  }
}

/** A new socket now and then loses a connection that was about to be taken by the one before. */
function areEqual(some: readonly Shown[], others: readonly Shown[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ serverName, cert }, at) => {
      const other = others[at]
      return serverName === other?.serverName && cert === other.cert
    })
  )
}
