import { afterAll, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { withGiver } from '../../src/certify/certificate.ts'
import { openCertificates } from '../../src/certify/store.ts'
import { DAY_MS } from '../../src/lib/spans.ts'
import { makeCertificate, pemOf } from '../support/certificates.ts'
import { cleanUp, newFolder } from '../support/server.ts'

afterAll(cleanUp)

const NOW = Date.now() + 1000
const long = pemOf(makeCertificate(['go.shop.test', '*.shop.test'], 90))
const short = pemOf(makeCertificate(['go.shop.test'], 40))

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(newFolder(), 'certificates')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const daysOf = (folder: string, host: string, at = NOW) => {
  const found = openCertificates(folder).find(host, at)
  return found && Math.round((found.until - found.from) / DAY_MS)
}

test('without a folder there are none', () => {
  const store = openCertificates(join(newFolder(), 'none'))
  expect([store.files(), store.find('go.shop.test', NOW)]).toEqual([[], null])
})

test('a host has the one that names it, or all names of its domain', () => {
  const folder = folderOf({ 'a.pem': long, 'notes.txt': short })
  expect(daysOf(folder, 'go.shop.test')).toBe(90)
  expect(daysOf(folder, 'xn--e1afmkfd.shop.test')).toBe(90)
  expect(daysOf(folder, 'a.go.shop.test')).toBeNull()
  expect(daysOf(folder, 'shop.test')).toBeNull()
})

test('the owner’s own comes first, until it is due and another one is not', () => {
  const folder = folderOf({ 'own.pem': short, 'issued/go.shop.test.pem': long })
  expect(daysOf(folder, 'go.shop.test', NOW)).toBe(40)
  expect(daysOf(folder, 'go.shop.test', NOW + 30 * DAY_MS)).toBe(90)
  expect(daysOf(folder, 'go.shop.test', NOW + 80 * DAY_MS)).toBe(90)
  expect(daysOf(folder, 'go.shop.test', NOW + 91 * DAY_MS)).toBeNull()
  expect(daysOf(folder, 'go.shop.test', NOW - DAY_MS)).toBeNull()
})

test('a file of the owner’s own that is too old, or not in force yet, is told, one that was given is not', () => {
  const store = openCertificates(folderOf({ 'own.pem': short, 'issued/go.shop.test.pem': short }))
  const problemAt = (at: number) => store.problems(at).map(({ problem }) => problem)
  expect(problemAt(NOW)).toEqual([])
  expect(problemAt(NOW + 41 * DAY_MS)).toEqual([expect.stringMatching(/^has expired: .* \d{4}-/)])
  expect(problemAt(NOW - 2 * DAY_MS)).toEqual([expect.stringMatching(/^is not in force before /)])
  expect(store.problems(NOW + 41 * DAY_MS)[0]?.name).toBe('own.pem')
})

test('one that is due is shown as long as there is no other', () => {
  expect(daysOf(folderOf({ 'own.pem': short }), 'go.shop.test', NOW + 39 * DAY_MS)).toBe(40)
})

test('what is kept takes the place of the one before, for the owner’s eyes only', () => {
  const folder = folderOf({})
  const store = openCertificates(folder)
  store.keep('go.shop.test', short)
  store.keep('go.shop.test', long)
  expect(store.files().map(({ name }) => name)).toEqual(['issued/go.shop.test.pem'])
  expect(store.find('go.shop.test', NOW)?.hosts).toContain('*.shop.test')
  expect(readFileSync(join(folder, 'issued/go.shop.test.pem'), 'utf8')).toBe(long)
  const modes = ['', 'issued', 'issued/go.shop.test.pem'].map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  )
  expect(modes).toEqual([0o700, 0o700, 0o600])
})

test('a file that comes while the server runs is taken when it has settled', () => {
  const folder = folderOf({ 'a.pem': short.slice(0, 300) })
  const store = openCertificates(folder)
  const before = store.files()
  expect(before).toMatchObject([{ name: 'a.pem', certificate: null }])
  writeFileSync(join(folder, 'a.pem'), short)
  utimesSync(join(folder, 'a.pem'), 1, 1)
  store.refresh()
  expect(store.files()).toBe(before)
  store.refresh()
  expect(store.files()).toMatchObject([{ name: 'a.pem', problem: null }])
  rmSync(join(folder, 'a.pem'))
  store.refresh()
  store.refresh()
  expect(store.find('go.shop.test', NOW)).toBeNull()
})

test('what can’t be written is used all the same, told, and written when it can be', () => {
  const folder = folderOf({ issued: 'a file is in the way' })
  const store = openCertificates(folder)
  store.keep('go.shop.test', long)
  expect(store.find('go.shop.test', NOW)?.hosts).toContain('*.shop.test')
  expect(store.unwritten()).toEqual([
    { name: 'issued/go.shop.test.pem', problem: expect.stringMatching(/EEXIST|ENOTDIR/) },
  ])
  expect(store.problems(NOW)).toEqual([])
  store.keepAgain()
  expect(store.unwritten()).toHaveLength(1)
  writeFileSync(join(folder, 'own.pem'), 'x')
  store.refresh()
  store.refresh()
  expect(store.find('go.shop.test', NOW)).not.toBeNull()
  rmSync(join(folder, 'issued'))
  store.keepAgain()
  expect(store.unwritten()).toEqual([])
  expect(readFileSync(join(folder, 'issued/go.shop.test.pem'), 'utf8')).toBe(long)
})

test('files under the names that others use are told, as soon as they come', () => {
  const folder = folderOf({ 'binding.key': 'x' })
  const store = openCertificates(folder)
  expect(store.problems(NOW)).toEqual([])
  writeFileSync(join(folder, 'fullchain.crt'), long)
  store.refresh()
  store.refresh()
  expect(store.problems(NOW)).toEqual([
    { name: 'fullchain.crt', problem: expect.stringContaining('name ends with .pem') },
  ])
})

const GIVER = 'https://a.test/dir'

test('those of hosts that are gone go when another one would be due, people’s own stay', () => {
  const folder = folderOf({
    'own.pem': short,
    'issued/theirs.pem': short,
    'issued/go.shop.test.pem': withGiver(GIVER, short),
    'issued/half.pem': withGiver(GIVER, short.slice(0, 300)),
  })
  const store = openCertificates(folder)
  const namesAt = (at: number, isKnown: boolean) => {
    store.forget(() => isKnown, at)
    return store.files().map(({ name }) => name)
  }
  const all = ['own.pem', 'issued/go.shop.test.pem', 'issued/half.pem', 'issued/theirs.pem']
  expect(namesAt(NOW + 25 * DAY_MS, false)).toEqual(all)
  expect(store.given('go.shop.test')?.giver).toBe(GIVER)
  expect(namesAt(NOW + 90 * DAY_MS, true)).toEqual(all)
  expect(namesAt(NOW + 27 * DAY_MS, false)).toEqual(all.filter((name) => name !== all[1]))
  expect(existsSync(join(folder, 'issued/go.shop.test.pem'))).toBe(false)
  expect(store.given('go.shop.test')).toBeNull()
})
