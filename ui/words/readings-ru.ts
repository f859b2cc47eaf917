/** Russian for how a call was read: what stands behind the parameter and its value. */
import type { SaidRule } from './texts.ts'

export const READINGS: readonly SaidRule[] = [
  [/, by words that everybody understands$/, ' по общим словам'],
  [/, by words sent with the call$/, ' по словам из постбэка'],
  [/, by the network’s map$/, ' по словам партнёрки'],
  [/, by own status words$/, ' по своим словам статусов'],
  [/, by no map: a free label$/, ' без сопоставления, просто метка'],
  [/^not sent, so sale/, 'не прислан, значит sale'],
  [/^not sent: /, 'не прислана: '],
  [/, as sent(?=;|$)/, ', как прислано'],
  [/, as agreed for the offer or the status(?=;|$)/, ', как задано для оффера или статуса'],
  [/, the offer’s own, where nothing is known yet(?=;|$)/, ', своя у оффера: другой пока нет'],
  [/; (\S+ \S+) was kept, set by hand at (\S+ \S+ UTC)$/, '; осталась $1, заданная вручную $2'],
]
