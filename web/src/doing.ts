/** What a person does with an alert: at once, with an undo for eight seconds. */
import { post } from './api'
import { complain, say } from './state'
import type { Alert } from './types'
import { t, type Word } from './words'

async function done(alert: Alert, step: string, body: object, word: Word, undo = true): Promise<Alert | null> {
  try {
    const next = await post<Alert>(`/alerts/${alert.alert_id}/${step}`, body)
    say(`${t(word)} · ${alert.customer_name}`, undo ? alert : null)
    return next
  } catch (error) {
    complain(error)
    return null
  }
}

export const acknowledge = (alert: Alert) => done(alert, 'acknowledge', {}, 'acked')
export const snooze = (alert: Alert, until: number, reason: string) =>
  done(alert, 'snooze', { until, reason }, 'snoozedDone')
export const close = (alert: Alert, code: string, note: string, proof: string[]) =>
  done(alert, 'close', { result_code: code, note, proof }, 'closedDone')
export const reassign = (alert: Alert, to: string) => done(alert, 'reassign', { to, note: '' }, 'handed')
export const comment = (alert: Alert, note: string) => done(alert, 'comment', { note }, 'noted', false)
