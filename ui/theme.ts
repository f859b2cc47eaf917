/** Runs before the first paint: puts the chosen theme and density on the page, so nothing flashes. */
{
  const stored = (name: string): string => {
    try {
      return localStorage.getItem(`sluice.${name}`) ?? ''
    } catch {
      return ''
    }
  }
  document.documentElement.dataset['theme'] = stored('theme') || 'system'
  document.documentElement.dataset['density'] = stored('density') || 'normal'
}
