/** The file of settings: what it says counts, and what can't be understood is no silent start. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { readConfig, strangeVariables } from '../src/config.ts'
import { cleanUp, newFolder } from './support/server.ts'

afterAll(cleanUp)

const readWith = (data: string) => readConfig(new Map([['data', [data]]]), {})

function readText(text: string) {
  const data = newFolder()
  writeFileSync(join(data, 'sluice.conf'), text)
  return readWith(data)
}

test('lines are settings, comments and blanks are not', () => {
  const read = readText('# ours\n\nadmin-host = admin.example # the office\r\nnode=7\n')
  expect(read).toMatchObject({ adminHost: 'admin.example', node: 7 })
})

test('a missing file is an empty one, in a missing folder too', () => {
  for (const data of [newFolder(), join(newFolder(), 'none')]) {
    expect(readWith(data)).toMatchObject({ adminHost: '', node: 0 })
  }
})

test('all lines that are no setting are said', () => {
  expect(readText('admin-host: admin.example\nnode = 7\ntrusted-proxy 10.0.0.0/8')).toEqual({
    problems: [
      'sluice.conf, line 1: "admin-host: admin.example" is no setting; write name = value',
      'sluice.conf, line 3: "trusted-proxy 10.0.0.0/8" is no setting; write name = value',
    ],
  })
})

test('a file that can’t be read is said', () => {
  const data = newFolder()
  mkdirSync(join(data, 'sluice.conf'))
  expect(readWith(data)).toEqual({
    problems: [expect.stringMatching(/sluice\.conf can't be read: EISDIR/)],
  })
})

test('of what is given twice a list takes all, anything else the last', () => {
  const data = newFolder()
  const twice = readConfig(
    new Map([
      ['data', ['elsewhere', data]],
      ['trusted-proxy', ['10.0.0.1', '10.0.0.2']],
    ]),
    {},
  )
  expect(twice).toMatchObject({ dataDir: data, trustedProxies: ['10.0.0.1', '10.0.0.2'] })
  const lines = 'trusted-proxy = 10.0.0.1, 10.0.0.2\nnode = 3\ntrusted-proxy = 10.0.0.3\nnode = 4'
  expect(readText(lines)).toMatchObject({
    trustedProxies: ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
    node: 4,
  })
})

test('a wrong value is told under the name that it was given', () => {
  const data = newFolder()
  writeFileSync(join(data, 'sluice.conf'), 'node = many')
  const flags = new Map([
    ['data', [data]],
    ['memory', ['tiny']],
  ])
  expect(readConfig(flags, { SLUICE_LISTEN: '8080' })).toEqual({
    problems: [
      expect.stringMatching(/^SLUICE_LISTEN "8080": must be HOST:PORT/),
      'sluice.conf: node "many": must be 0 to 1023',
      expect.stringMatching(/^--memory "tiny": must be one of/),
    ],
  })
})

test('the admin has a socket of its own, or none', () => {
  const read = (listen: string, adminListen: string) =>
    readConfig(
      new Map([
        ['data', [newFolder()]],
        ['listen', [listen]],
      ]),
      { SLUICE_ADMIN_LISTEN: adminListen },
    )
  expect(read('[::1]:9090', '[::1]:9090')).toEqual({
    problems: ['SLUICE_ADMIN_LISTEN "[::1]:9090": is where visits are answered already'],
  })
  expect(read('127.0.0.1:9090', '127.0.0.1:9091')).not.toHaveProperty('problems')
  expect(read('127.0.0.1:0', '127.0.0.1:0')).not.toHaveProperty('problems')
})

test('the file can’t name the folder that it lies in', () => {
  expect(readText('data = /elsewhere')).toEqual({
    problems: [expect.stringMatching(/^sluice\.conf: unknown setting "data"; known are listen, /)],
  })
})

test('variables that are mistyped are found, and no others', () => {
  const names = [
    'SLUICE_LISTEN',
    'SLUICE_LISTN',
    'SLUICE_ADMIN_HOST',
    'SLUICE_PORT',
    'SLUICE_PORT_8080_TCP',
    'SLUICE_SERVICE_HOST',
    'SLUICE_PORTS',
    'LISTEN',
  ]
  const env = Object.fromEntries(names.map((name) => [name, 'x']))
  expect(strangeVariables(env)).toEqual(['SLUICE_LISTN', 'SLUICE_PORTS'])
})
