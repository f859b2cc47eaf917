/** Messengers in the admin: a bot is entered, its chats are found, a message arrives or says why not. */
import { afterAll, expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { seriousFaults } from '../support/axe.ts'

const TOKEN = '123456789:AAHabcdefghijklmnopqrstuvwxyz'
const messages: string[] = []

/** Telegram, as far as its bots are told of it. */
const telegram = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const { pathname } = new URL(request.url)
    const body = (await request.json()) as { chat_id?: string; text?: string }
    if (pathname === `/bot${TOKEN}/getUpdates`) {
      const chat = { id: -10042, title: 'Team <img src=x onerror=alert(1)>' }
      return Response.json({ ok: true, result: [{ my_chat_member: { chat } }] })
    }
    if (pathname !== `/bot${TOKEN}/sendMessage`)
      return Response.json({ description: 'Not Found' }, { status: 404 })
    if (body.chat_id !== '-10042')
      return Response.json({ description: 'Bad Request: chat not found' }, { status: 400 })
    messages.push(body.text ?? '')
    return Response.json({ ok: true })
  },
})
afterAll(() => telegram.stop(true))

const stage = demoStage({
  clicks: 100,
  args: ['--outbound-host', '127.0.0.1', '--outbound-port', String(telegram.port)],
})

test(
  'a chat is found and told, and one that does not exist is said to be none',
  async () => {
    const { page, press, field, save } = stage
    await stage.open('/settings?q=notifications')
    await press('Send a test message')
    await page.getByText('Nobody is told yet').waitFor()
    await field('Telegram: the token of your bot; empty: nothing is sent').fill(TOKEN)
    await field('Telegram: its server, or one of your own that passes on to it').fill(
      `http://127.0.0.1:${telegram.port}`,
    )
    const chats = field('Telegram: who is told, the number of a chat or @channel, one a line')
    await chats.fill('77')
    await page.getByRole('button', { name: 'Send a test message', disabled: true }).waitFor()
    await save()
    await press('Find chats')
    await press('Tell this chat')
    expect(await chats.inputValue()).toBe('77\n-10042')
    await save()
    await press('Send a test message')
    await page.getByText('400: Bad Request: chat not found').waitFor()
    await page.getByText('arrived', { exact: true }).waitFor()
    expect(messages).toEqual(['Sluice\nMessages from Sluice arrive here.'])
    expect(await seriousFaults(page)).toEqual([])
    // What is set is not shown again.
    await page.reload()
    await chats.waitFor()
    expect(await page.content()).not.toContain(TOKEN)
    await page.getByPlaceholder('set; type a new one to replace it').waitFor()
    await press('Delete')
    await page.getByPlaceholder('is removed when you save').waitFor()
    await save()
    await press('Send a test message')
    await page.getByText('Nobody is told yet').waitFor()
  },
  LONG,
)
