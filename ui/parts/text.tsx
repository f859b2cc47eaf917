/** Foreign text on screen: as text, what is invisible made visible, too long ones cut in the middle. */
import { safeUrl, shortened, visible } from '../format/text.ts'

interface TextProps {
  readonly value: string
  readonly length?: number
}

export function Text({ value, length = 80 }: TextProps) {
  const shown = visible(value)
  const short = shortened(shown, length)
  return short === shown ? <bdi>{shown}</bdi> : <bdi title={shown}>{short}</bdi>
}

/** An address that leaves the admin, without what most of them begin with; only shown when it is not plain http(s). */
export function OutsideLink({ value, length = 60 }: TextProps) {
  const url = safeUrl(value)
  if (url === null) return <Text value={value} length={length} />
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={visible(value)}>
      <Text value={value.replace(/^https:\/\//i, '')} length={length} />
    </a>
  )
}
