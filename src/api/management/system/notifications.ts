/** Trying the messengers: a message to everybody, and who has written to the bot. */
import { Type } from '@sinclair/typebox'

import { FORBIDDEN } from '../../../manage/refusal.ts'
import { type Operation, operation } from '../operation.ts'

const tag = 'Settings'

const Sent = Type.Object({
  sent: Type.Array(
    Type.Object({
      to: Type.String({ description: 'the number of a chat, @channel or webhook' }),
      problem: Type.Union([Type.String(), Type.Null()], { description: 'null: it arrived' }),
    }),
    { description: 'empty: no messenger is set' },
  ),
})

const Chats = Type.Object({
  chats: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
  problem: Type.Union([Type.String(), Type.Null()], { description: 'why nobody could be asked' }),
})

export const notificationOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/settings/notifications/test',
    id: 'testNotifications',
    summary: 'Send a message to all messengers of the settings now, and say which of them took it',
    tag,
    own: true,
    writes: false,
    answer: Sent,
    run: async ({ caller, notifier }) =>
      caller.role === 'super_admin' ? { sent: await notifier.test() } : FORBIDDEN,
  }),
  operation({
    method: 'POST',
    path: '/settings/notifications/chats',
    id: 'listNotificationChats',
    summary: 'Who has written to the Telegram bot of the settings within a day',
    tag,
    own: true,
    writes: false,
    answer: Chats,
    run: async ({ caller, notifier }) => {
      if (caller.role !== 'super_admin') return FORBIDDEN
      const found = await notifier.chats()
      return typeof found === 'string'
        ? { chats: [], problem: found }
        : { chats: found, problem: null }
    },
  }),
]
