/** Words of the messengers that people are told by. */
import type { Texts } from './texts.ts'

export const messengerWords = {
  'messengers.test': ['Send a test message', 'Отправить пробное сообщение'],
  'messengers.find': ['Find chats', 'Найти чаты'],
  'messengers.unsaved': [
    'Save first: messages go by what is saved.',
    'Сначала сохраните: сообщения идут по сохранённому.',
  ],
  'messengers.nobody': [
    'Nobody is told yet: set a bot and a chat, or a webhook.',
    'Пока некому: укажите бота и чат или вебхук.',
  ],
  'messengers.arrived': ['arrived', 'дошло'],
  'messengers.failed': ['did not arrive', 'не дошло'],
  'messengers.webhook': ['Webhook', 'Вебхук'],
  'messengers.chat': ['Chat {id}', 'Чат {id}'],
  'messengers.noChats': [
    'Nobody has written to the bot within a day. Write anything to it, or put it into a group, and search again.',
    'За последние сутки боту никто не писал. Напишите ему что угодно или добавьте его в группу и поищите снова.',
  ],
  'messengers.take': ['Tell this chat', 'Писать сюда'],
  'messengers.taken': ['is told', 'получает'],
} satisfies Texts
