/** The pages a visitor sees when there is nothing for him. They reflect nothing of the request. */
import { escapeHtml } from '../../core/macros/escape.ts'

/** `contact` is the installation's abuse contact, a mail address or URL; `''` while unset. */
export function notFoundPage(contact: string): string {
  return page('Page not found', 'There is nothing at this address.', contact)
}

/** For links, campaigns and domains that were switched off. */
export function blockedPage(contact: string): string {
  return page('Link switched off', 'This link was switched off by its operator.', contact)
}

function page(title: string, text: string, contact: string): string {
  const line = contact === '' ? '' : `<p>Report abuse: ${escapeHtml(contact)}</p>`
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width"><h1>${title}</h1><p>${text}</p>${line}</html>`
  )
}
