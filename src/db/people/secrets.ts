/**
 * Secrets of the installation: one file of mode 0600 beside the databases, so that a copied
 * database alone opens nothing. Each purpose has its own 32 bytes; a missing one is made.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { replacePrivate } from '../../lib/private-file.ts'

/** In the data folder. */
export const SECRETS_FILE = 'secrets.json'
const SECRET_BYTES = 32

export interface Secrets {
  /** 32 bytes, the same at every start. */
  of(purpose: string): Uint8Array
  /** The newest secret of a purpose, and the one before it if it was renewed. */
  ring(purpose: string): [newest: Uint8Array, ...older: Uint8Array[]]
}

/** Throws when the file is there but can't be understood: a new secret would void what is sealed. */
export function openSecrets(dataDir: string): Secrets {
  const path = join(dataDir, SECRETS_FILE)
  const known = read(path)
  const of = (purpose: string): Uint8Array => {
    const stored = known.get(purpose) ?? secretIn(path, purpose)
    known.set(purpose, stored)
    return Buffer.from(stored, 'base64')
  }
  return {
    of,
    ring(purpose) {
      const before = known.get(previousOf(purpose))
      return before === undefined ? [of(purpose)] : [of(purpose), Buffer.from(before, 'base64')]
    },
  }
}

/** Makes a new secret; the old one goes on verifying until the next renewal. */
export function renewSecret(dataDir: string, purpose: string): void {
  const path = join(dataDir, SECRETS_FILE)
  const stored = read(path)
  const old = stored.get(purpose)
  if (old !== undefined) stored.set(previousOf(purpose), old)
  write(path, stored.set(purpose, freshSecret()))
}

function previousOf(purpose: string): string {
  return `${purpose}.previous`
}

function freshSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('base64')
}

/** Read again before it is made: another process may have made it meanwhile. */
function secretIn(path: string, purpose: string): string {
  const current = read(path)
  const stored = current.get(purpose)
  if (stored !== undefined) return stored
  const fresh = freshSecret()
  write(path, current.set(purpose, fresh))
  return fresh
}

function read(path: string): Map<string, string> {
  if (!existsSync(path)) return new Map()
  const parsed = parsedOrNull(readFileSync(path, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null) {
    throw new Error(`${path} is damaged; put that of a backup there`)
  }
  return new Map(Object.entries(parsed as Record<string, string>))
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function write(path: string, secrets: Map<string, string>): void {
  replacePrivate(path, JSON.stringify(Object.fromEntries(secrets), null, 1))
}
