/** Notices while the page is in the background. Quiet hours hold everything back but P1; times are the reader's own. */
import { reactive, watch } from 'vue'
import { isQuiet, type Quiet } from './quiet'
import type { Alert } from './types'
import { both, t } from './words'

function stored(): { wanted: boolean; quiet: Quiet } {
  try {
    return JSON.parse(localStorage.getItem('notices') ?? '') as { wanted: boolean; quiet: Quiet }
  } catch {
    return { wanted: false, quiet: { on: true, from: '20:00', to: '08:00' } }
  }
}

export const notices = reactive(stored())
watch(notices, (now) => localStorage.setItem('notices', JSON.stringify(now)))

export async function ask(): Promise<void> {
  notices.wanted = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
}

/** A notice carries the level and the rule, nothing of the customer: it may lie on a locked screen. */
export function notify(alert: Alert): void {
  if (!notices.wanted || !document.hidden || alert.state !== 'open' || alert.severity > 'P2') return
  const time = new Date().toTimeString().slice(0, 5)
  if (alert.severity !== 'P1' && isQuiet(notices.quiet, time)) return
  const notice = new Notification(`${alert.severity} ${both(alert, 'rule_name')}`, { body: t('openToSee'), tag: alert.alert_id, icon: '/icon.svg' })
  notice.onclick = () => {
    window.focus()
    location.assign(`/alerts/${alert.alert_id}`)
  }
}
