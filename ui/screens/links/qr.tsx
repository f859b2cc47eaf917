/** A QR code drawn as shapes, and saved as SVG. */
import { encode } from 'uqr'

import { Button } from '../../parts/button.tsx'
import { t } from '../../words/words.ts'

const MARGIN = 2

export function QrCode({ text, canSave = true }: { text: string; canSave?: boolean }) {
  const { data, size } = encode(text, { border: 0 })
  const side = size + MARGIN * 2
  const path = data
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')),
    )
    .join('')
  const save = () => {
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="1024" height="1024">` +
      `<rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
    link.download = 'qr.svg'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div class="qr">
      <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t('link.qr')}>
        <rect width={side} height={side} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      {canSave ? (
        <Button icon="download" onClick={save}>
          SVG
        </Button>
      ) : null}
    </div>
  )
}
