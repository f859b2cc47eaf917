/** Whether the server answers: the client says so after each request, and who writes waits for it. */
import { signal } from '@preact/signals'

/** Whether the last request got no answer. */
export const isOffline = signal(false)
