/** What the system page warns of where Sluice has the certificates itself. */
import { expect, test } from 'bun:test'

import { certificateWarnings } from '../../../../src/api/management/system/certificate-status.ts'
import {
  type Certificates,
  CERTIFICATES_OF_A_PROXY,
  type HostCertificate,
} from '../../../../src/certify/facts.ts'
import { DAY_MS, HOUR_MS } from '../../../../src/lib/spans.ts'

const NOW = 1_800_000_000_000

function warned(differing: Partial<Certificates>): string[] {
  const certificates = { ...CERTIFICATES_OF_A_PROXY, isOwn: true, ...differing }
  return certificateWarnings(certificates, NOW).flatMap(([isSo, code]) => (isSo ? [code] : []))
}

/** Of one that lasts so long, with so much left. */
function ending(life: number, left: number): Partial<Certificates> {
  const host: HostCertificate = {
    ...CERTIFICATES_OF_A_PROXY.of('a.test'),
    until: NOW + left,
    dueAt: NOW + left - Math.min(life / 3, 30 * DAY_MS),
  }
  return { hosts: () => [host] }
}

test.each([
  ['ninety days, sixteen left', 90 * DAY_MS, 16 * DAY_MS, false],
  ['ninety days, fourteen left', 90 * DAY_MS, 14 * DAY_MS, true],
  ['six days, all left', 6 * DAY_MS, 6 * DAY_MS, false],
  ['six days, half a day left', 6 * DAY_MS, 12 * HOUR_MS, true],
  ['a day, all of it left', DAY_MS, DAY_MS, false],
])('one of %s is warned of when another one should be there', (_what, life, left, isSo) => {
  expect(warned(ending(life, left))).toEqual(isSo ? ['certificate_ending'] : [])
})

test('hosts that wait for their turn are warned of, and what can’t be stored', () => {
  const host = { ...CERTIFICATES_OF_A_PROXY.of('a.test'), turnAt: NOW + DAY_MS }
  expect(warned({ hosts: () => [host] })).toEqual(['certificate_postponed'])
  expect(warned({ hosts: () => [{ ...host, until: NOW + 80 * DAY_MS }] })).toEqual([])
  const unwritten = () => [{ name: 'issued/a.test.pem', problem: 'ENOSPC' }]
  expect(warned({ unwritten })).toEqual(['certificate_unwritten'])
})

test('a port that can’t be had is warned of', () => {
  expect(warned({ problem: () => 'Can’t listen' })).toEqual(['https_closed'])
})
