import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'

import { linkStore } from '../../../src/db/links/links.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { freshLink } from '../../../src/manage/links/link-checks.ts'
import { plansOf } from '../../support/plans.ts'

function opened() {
  const db = new Database(':memory:', { strict: true })
  migrate(db)
  db.run("INSERT INTO domain_numbers (domain_id) VALUES ('a'), ('b'), ('c')")
  const links = linkStore(db, () => 1000)
  const add = (domain: number, word: string, deletedAt: number | null = null) =>
    links.add({ ...freshLink(1, 1000), domain, word, wordKey: word, deletedAt })
  return { db, links, add }
}

test('whether a word is taken on any domain is found without a walk over all links', () => {
  const { db } = opened()
  const plans = plansOf(db, (asked) => linkStore(asked, () => 1000).isWord('spring'))
  expect(plans.filter((step) => step.startsWith('SCAN links'))).toEqual([])
  expect(plans.join()).toContain('links_word (domain=? AND word_key=?)')
})

test('a word is taken on whatever domain it is, in small letters too, and not by deleted links', () => {
  const { links, add } = opened()
  add(3, 'spring')
  add(1, 'Summer')
  add(1, 'autumn', 2000)
  expect(['spring', 'Spring', 'Summer'].map(links.isWord)).toEqual([true, true, true])
  expect(['summer', 'autumn', 'winter'].map(links.isWord)).toEqual([false, false, false])
})
