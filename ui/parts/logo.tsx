/** The mark of the product. */
export function Logo() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" class="logo">
      <rect width="32" height="32" rx="8" />
      <path d="M8 9h16M8 16h10M8 23h5m5-4 4 4 4-4" />
    </svg>
  )
}
