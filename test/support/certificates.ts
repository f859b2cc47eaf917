/** Certificates that nobody trusts, made by `openssl`: a missing one is a failure. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Made {
  readonly certificate: string
  readonly key: string
}

const CURVE = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

/** From now on, for so many days. */
export function makeCertificate(
  hosts: readonly string[],
  days = 90,
  kind: readonly string[] = CURVE,
): Made {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  try {
    const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`))
    const made = ['-newkey', ...kind, '-nodes']
    const life = ['-days', String(days), '-subj', '/O=Test Authority']
    const alternatives = names.length === 0 ? [] : ['-addext', `subjectAltName=${names.join(',')}`]
    const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'certificate')]
    openssl(['req', '-x509', ...made, ...life, ...alternatives, ...files])
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    return { certificate: read('certificate'), key: read('key') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As a file holds it. */
export function pemOf({ certificate, key }: Made): string {
  return certificate + key
}

/** The same key, with a password. */
export function locked(key: string): string {
  return openssl(['pkcs8', '-topk8', '-passout', 'pass:secret'], key)
}

function openssl(words: readonly string[], input = ''): string {
  const { success, stdout, stderr } = Bun.spawnSync(['openssl', ...words], {
    stdin: Buffer.from(input),
  })
  if (!success) throw new Error(stderr.toString())
  return stdout.toString()
}
