/** Postbacks in and out, and the inbox of those that did not count. */
import { Page } from '../../parts/page.tsx'
import { useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { query, setQuery } from '../../state/router.ts'
import { mayRead } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { Inbox } from './inbox.tsx'
import { PostbackLog } from './postback-log.tsx'
import { loadInbox } from './unmatched.ts'

export function Postbacks() {
  const inbox = useLoad(
    (signal) => (mayRead('postback_log') ? loadInbox(signal) : Promise.resolve(null)),
    [refreshes.value],
  )
  const waiting = (inbox.data?.groups ?? []).reduce((sum, { count }) => sum + count, 0)
  const tab = query.value.get('tab') ?? (waiting > 0 ? 'inbox' : 'log')
  return (
    <Page title={t('nav.postbacks')} shape={tab === 'log' ? 'fill' : 'long'}>
      {mayRead('postback_log') ? (
        <div class="segments tabs" role="group" aria-label={t('nav.postbacks')}>
          {(['inbox', 'log'] as const).map((name) => (
            <button
              type="button"
              key={name}
              aria-pressed={tab === name}
              onClick={() => setQuery({ tab: name })}
            >
              {t(`postback.${name}`)}
              {name === 'inbox' && waiting > 0 ? ` · ${waiting}` : ''}
            </button>
          ))}
        </div>
      ) : null}
      {tab === 'inbox' ? <Inbox inbox={inbox} /> : <PostbackLog />}
    </Page>
  )
}
