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
