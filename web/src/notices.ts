/** Notices while the page is in the background. Quiet hours hold everything back but P1; times are the reader's own. */
import { reactive, watch } from 'vue'
import { call, get, post } from './api'
import { wakes, type Quiet } from './quiet'
import type { Alert } from './types'
import { both, t } from './words'

function stored(): { wanted: boolean; quiet: Quiet; pushed?: boolean } {
  try {
    return JSON.parse(localStorage.getItem('notices') ?? '') as { wanted: boolean; quiet: Quiet; pushed?: boolean }
  } catch {
    return { wanted: false, quiet: { on: true, from: '20:00', to: '08:00' } }
  }
}

export const notices = reactive(stored())
watch(notices, (now) => localStorage.setItem('notices', JSON.stringify(now)))

export async function ask(): Promise<void> {
  notices.wanted = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
  await subscribe()
}

/** This browser takes pushes while the page is closed, where the bank has set them up and the browser can. Said again at each start. */
export async function subscribe(): Promise<void> {
  if (!notices.wanted || !('PushManager' in window)) return
  try {
    const { key } = await get<{ key: string | null }>('/push')
    if (!key) return
    const worker = await navigator.serviceWorker.ready
    const found =
      (await worker.pushManager.getSubscription()) ??
      (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }))
    await post('/push/subscriptions', found.toJSON())
    notices.pushed = true
  } catch {
    notices.pushed = false // the browser has no push service it may use: notices come while a page is open
  }
}

export async function stop(): Promise<void> {
  notices.wanted = notices.pushed = false
  const found =
    'serviceWorker' in navigator
      ? await (await navigator.serviceWorker.getRegistration())?.pushManager?.getSubscription()
      : null
  if (!found) return
  await call('DELETE', `/push/subscriptions?endpoint=${encodeURIComponent(found.endpoint)}`)
  await found.unsubscribe()
}

const told = new Set<string>() // a remark, or a change of what is at stake, is no news

/** A notice carries the level and the rule, nothing of the customer: it may lie on a locked screen. */
export function notify(alert: Alert): void {
  if (!notices.wanted || notices.pushed || !document.hidden) return
  const news = `${alert.alert_id} ${alert.severity}`
  if (told.has(news) || !wakes(alert, notices.quiet, new Date().toTimeString().slice(0, 5))) return
  told.add(news)
  const notice = new Notification(`${alert.severity} ${both(alert, 'rule_name')}`, {
    body: t('openToSee'),
    tag: alert.alert_id,
    icon: '/icon.svg',
  })
  notice.onclick = () => {
    window.focus()
    location.assign(`/alerts/${alert.alert_id}`)
  }
}
