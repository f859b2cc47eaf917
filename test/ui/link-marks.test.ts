/** Tags and pixels for many links at once. */
import { expect, test } from 'bun:test'

import { marked, type Marks } from '../../ui/screens/links/link-marks.tsx'

const NONE: Marks = { addTags: [], dropTags: [], addPixels: [], dropPixels: [] }
const LINK = { tags: ['осень', 'a'], pixelIds: [3, 9] }

test.each([
  [{ addTags: ['a', 'b'] }, { tags: ['осень', 'a', 'b'] }],
  [{ dropTags: ['осень', 'z'] }, { tags: ['a'] }],
  [{ addTags: ['b'], dropTags: ['a', 'b'] }, { tags: ['осень'] }],
  [{ addPixels: [3, 4] }, { pixelIds: [3, 9, 4] }],
  [{ dropPixels: [3] }, { pixelIds: [9] }],
  [{}, {}],
])('%j changes %j and nothing else', (marks, change) => {
  expect(marked(LINK, { ...NONE, ...marks })).toEqual(change)
})
