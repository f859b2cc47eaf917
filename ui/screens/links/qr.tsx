/** A QR code drawn as shapes, and that of a short link saved as a picture. */
import { encode } from 'uqr'

import { save, search } from '../../api/client.ts'
import { Menu } from '../../parts/menu.tsx'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

const MARGIN = 2

export function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { border: 0 })
  const side = size + MARGIN * 2
  const path = data
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')),
    )
    .join('')
  return (
    <div class="qr">
      <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t('link.qr')}>
        <rect width={side} height={side} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
    </div>
  )
}

/** As the server draws it: error correction for print, and the margin that scanners want. */
const DRAWN = { ecc: 'M', border: 4 } as const
/** Dots of one module, for a message, a page, a poster. */
const PNG_SIZES = [5, 10, 25, 50]

interface SaveQrProps {
  readonly id: string
  readonly word: string
  /** What the code says. */
  readonly text: string
}

export function SaveQr({ id, word, text }: SaveQrProps) {
  const modules = encode(text, DRAWN).size
  const take = (format: 'svg' | 'png', size: number) =>
    void save(`/links/${id}/qr${search({ format, size })}`, `${word}.${format}`).catch(tellFailure)
  const pictures = PNG_SIZES.map((size) => ({
    label: `PNG ${modules * size} × ${modules * size}`,
    icon: 'download' as const,
    run: () => take('png', size),
  }))
  return (
    <Menu
      label={t('link.saveQr')}
      text={t('link.saveQr')}
      icon="download"
      items={[{ label: 'SVG', icon: 'download', run: () => take('svg', 10) }, ...pictures]}
    />
  )
}
