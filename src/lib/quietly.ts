/** For what follows a failure that is told: that it fails, too, is not more. */
export function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // Whoever calls knows it anyway.
  }
}
