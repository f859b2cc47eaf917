/** Examples of users, their keys and sessions, settings and configuration files. */
import type { Json } from '../open-schema.ts'
import { ADMINISTRATOR, type RequestExamples, SOME_UUID, USER } from './example.ts'

/** A user who sees three campaigns, and reports about just these. */
const permissions: Json = [
  { subject: 'campaign', accessLevel: 'CUSTOM', readUuids: ['1', '2', '3'], modifyUuids: [] },
  { subject: 'traffic_source', accessLevel: 'READ' },
]
const userId = { userId: USER }
const adminId = { adminId: ADMINISTRATOR }

export const peopleExamples: RequestExamples = {
  createUser: { body: { login: 'anna', password: 'a long password', role: 'user', permissions } },
  editUser: { params: userId, body: { login: 'anna', password: 'another long password' } },
  deleteUser: { params: userId },
  replaceUserPermissions: { params: userId, body: { permissions } },
  getHideProfit: { params: userId },
  setHideProfit: { params: userId },
  getIdentity: { params: userId },
  cloneIdentity: { params: userId },
  getAccessibleUsers: { params: adminId },
  setAccessibleUsers: { params: adminId, body: { userIds: [USER] } },
  getCanCreateUsers: { params: adminId },
  setCanCreateUsers: { params: adminId },
  getApiKey: { params: { id: USER } },
  refreshApiKey: { params: { id: USER } },
  blockApiKey: { params: { id: USER } },
  unblockApiKey: { params: { id: USER } },
  createAccessKey: {
    body: {
      name: 'Reports for the accountant',
      scope: 'reports',
      expiresAt: '2036-11-01 00:00:00',
      addresses: ['203.0.113.7'],
    },
  },
  lookAsUser: { body: userId },
  logIn: { body: { login: 'anna@example.com', password: 'a long password' } },
  enableTwoFactor: { body: { code: '123456' } },
  disableTwoFactor: { body: { code: '123456' } },
  changePreferences: { body: { language: 'en', theme: 'dark', timezone: 'Europe/Berlin' } },
  changeSettings: { body: { timezone: 'Europe/Berlin' } },
  changeUserKeysSettings: { body: { updateKey: 'another-update-key' } },
  changeClearingsSettings: { body: { days: 730 } },
  changeStatsSettings: { body: { timezone: 'Europe/Berlin', currency: 'USD', weekStart: 1 } },
  readOtherTracker: {
    body: { from: 'keitaro', address: 'https://tracker.example', key: 'a-key-of-its-admin-api' },
  },
  importConfiguration: {
    query: { dryRun: true, mode: 'merge' },
    body: {
      format: 'sluice-config',
      version: 1,
      groups: [{ id: SOME_UUID, subject: 'campaigns', name: 'Push' }],
    },
  },
}
