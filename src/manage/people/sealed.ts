/**
 * Texts that must be readable again, encrypted with a secret of the installation: a copied database
 * alone opens nothing. Each purpose has a secret of its own.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'

import type { Secrets } from '../../db/people/secrets.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Nonce, tag, ciphertext. */
export function seal(secrets: Secrets, purpose: string, text: string): Uint8Array {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const cipher = createCipheriv('aes-256-gcm', secrets.of(purpose), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Null when the secret is not the one the text was sealed with: `secrets.json` is another one. */
export function unseal(secrets: Secrets, purpose: string, sealed: Uint8Array): string | null {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', secrets.of(purpose), nonce)
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
