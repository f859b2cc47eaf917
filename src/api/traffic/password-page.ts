/** The page of a link that asks for a password, in the visitor's language if Sluice speaks it. */
import { inLanguage, type Language, LANGUAGE_CODES, type Words } from '../../core/words/language.ts'
import { readLanguage } from '../../detect/language.ts'
import type { Gate } from '../../track/links/link-gates.ts'
import { PASSWORD_FIELD } from '../../track/links/link-passwords.ts'

const TITLE: Words = ['Password needed', 'Нужен пароль']
const LABEL: Words = ['Password', 'Пароль']
const GO_ON: Words = ['Continue', 'Продолжить']
const NOTES: Readonly<Partial<Record<Gate, Words>>> = {
  wrong_password: ['This password is wrong.', 'Этот пароль не подходит.'],
  too_many_tries: ['Too many tries: wait a minute.', 'Слишком много попыток: подождите минуту.'],
}

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;' +
  'font:16px/1.5 system-ui,sans-serif}form{display:grid;gap:12px;width:min(320px,90vw)}' +
  'h1{font-size:22px;margin:0}p{margin:0}label{display:grid;gap:4px}' +
  'input,button{font:inherit;padding:8px 12px}'

/** HTML that says nothing of where the link leads. The form goes back to the address it came from. */
export function passwordPage(gate: Gate, acceptLanguage: string): string {
  const language = languageOf(acceptLanguage)
  const say = (words: Words) => inLanguage(language, words)
  const note = NOTES[gate]
  const line = note === undefined ? '' : `<p role="alert">${say(note)}</p>`
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<title>${say(TITLE)}</title><meta name="viewport" content="width=device-width">` +
    `<style>${STYLE}</style></head><body>` +
    `<form method="post"><h1>${say(TITLE)}</h1>${line}<label>${say(LABEL)}` +
    `<input type="password" name="${PASSWORD_FIELD}" autocomplete="off" required autofocus></label>` +
    `<button>${say(GO_ON)}</button></form></body></html>`
  )
}

function languageOf(acceptLanguage: string): Language {
  const [wanted] = readLanguage(acceptLanguage).split('-')
  return LANGUAGE_CODES.find((code) => code === wanted) ?? 'en'
}
