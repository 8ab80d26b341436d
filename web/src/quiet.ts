import type { Alert } from './types'

/** Hours in which nobody is to be disturbed. */
export interface Quiet {
  on: boolean
  from: string
  to: string
}

/** Whether `time` (HH:MM) lies in the quiet hours, which may pass midnight. */
export function isQuiet(quiet: Quiet, time: string): boolean {
  if (!quiet.on) return false
  return quiet.from <= quiet.to ? quiet.from <= time && time < quiet.to : time >= quiet.from || time < quiet.to
}

/** Whether an alert is to be noticed at once: the desk has pushed it, so that it is neither silenced nor beyond the day's budget, and nobody has seen it yet. */
export function wakes(alert: Pick<Alert, 'state' | 'severity' | 'delivery'>, quiet: Quiet, time: string): boolean {
  if (alert.state !== 'open' || alert.delivery !== 'PUSH') return false
  return alert.severity === 'P1' || (alert.severity === 'P2' && !isQuiet(quiet, time))
}
