/**
 * An authority for certificates on this machine: Let's Encrypt's own test server `pebble`, for which every
 * name leads to loopback. Debian's `pebble` must be there: a missing one is a failure.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeCertificate } from './certificates.ts'
import { freePort, newFolder } from './server.ts'
import { until } from './until.ts'

export interface TestAuthority {
  readonly directory: string
  /** By which programs trust the authority's own https. */
  readonly env: Readonly<Record<string, string>>
  /** PEM of what its certificates lead to. */
  readonly root: string
  /** Makes a name lead nowhere. */
  loseName(host: string): Promise<void>
  /** How many certificates it gave. */
  given(): number
  stop(): Promise<void>
}

/** `port`: where it looks at pages of hosts; `accounts`: by id the keys of those that alone may ask. */
export async function startAuthority(
  port: number,
  accounts: Readonly<Record<string, string>> = {},
): Promise<TestAuthority> {
  const folder = newFolder()
  const names = { own: await freePort(), management: await freePort() }
  const own = { own: await freePort(), management: await freePort() }
  const { certificate, key } = makeCertificate(['localhost'])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const ca = file('certificate', certificate)
  const config = file(
    'config.json',
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${own.own}`,
        managementListenAddress: `127.0.0.1:${own.management}`,
        certificate: ca,
        privateKey: file('key', key),
        httpPort: port,
        tlsPort: port,
        externalAccountBindingRequired: Object.keys(accounts).length > 0,
        externalAccountMACKeys: accounts,
      },
    }),
  )
  const noChallenges = ['-http01', '', '-https01', '', '-tlsalpn01', '']
  const nameServer = run('pebble-challtestsrv', [
    '-dns01',
    `127.0.0.1:${names.own}`,
    '-management',
    `127.0.0.1:${names.management}`,
    '-defaultIPv6',
    '',
    ...noChallenges,
  ])
  const authority = run('pebble', ['-config', config, '-dnsserver', `127.0.0.1:${names.own}`])
  const ask = (address: string, body?: object) =>
    fetch(address, {
      tls: { ca: certificate },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  const rootAt = `https://localhost:${own.management}/roots/0`
  await until('the authority answers', () =>
    ask(rootAt).then(
      (answer) => answer.ok,
      () => false,
    ),
  )
  const stop = async () => {
    for (const { child } of [authority, nameServer]) {
      child.kill()
      await child.exited
    }
  }
  return {
    directory: `https://localhost:${own.own}/dir`,
    env: { NODE_EXTRA_CA_CERTS: ca },
    root: await (await ask(rootAt)).text(),
    loseName: async (host) => {
      const answer = await fetch(`http://127.0.0.1:${names.management}/set-servfail`, {
        method: 'POST',
        body: JSON.stringify({ host }),
      })
      if (!answer.ok) throw new Error(`the name server says ${answer.status}`)
    },
    given: () => authority.printed.text.split('Issued certificate').length - 1,
    stop,
  }
}

function run(name: string, words: readonly string[]) {
  const path = Bun.which(name)
  if (path === null) throw new Error(`${name} is missing: apt-get install pebble`)
  const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' }
  const child = Bun.spawn([path, ...words], { env, stdout: 'pipe', stderr: 'ignore' })
  const printed = { text: '' }
  void collect(child.stdout, printed)
  return { child, printed }
}

async function collect(stream: ReadableStream<Uint8Array>, printed: { text: string }) {
  const decoder = new TextDecoder()
  for await (const chunk of stream) printed.text += decoder.decode(chunk, { stream: true })
}
