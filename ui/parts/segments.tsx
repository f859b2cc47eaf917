/** One of a few that are all seen: pressing the chosen one again changes nothing. */

interface SegmentsProps<T extends string> {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
  readonly look?: 'tabs' | 'wrap-row'
}

export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, options, value: chosen, onChange, look } = props
  return (
    <div
      class={look === undefined ? 'segments' : `segments ${look}`}
      role="group"
      aria-label={label}
    >
      {options.map(({ value, label: text }) => (
        <button
          type="button"
          key={value}
          aria-pressed={value === chosen}
          onClick={() => value !== chosen && onChange(value)}
        >
          {text}
        </button>
      ))}
    </div>
  )
}
