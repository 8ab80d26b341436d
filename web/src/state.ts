/** Who is here, the theme, the bank's clock, and the undo bar. */
import { reactive, ref } from 'vue'
import { get } from './api'
import type { Alert, Me } from './types'

export const me = ref<Me | null>(null)
export const clock = ref(0)
export const online = ref(navigator.onLine)
addEventListener('online', () => (online.value = true))
addEventListener('offline', () => (online.value = false))

export async function whoami(): Promise<Me | null> {
  if (me.value) return me.value
  try {
    me.value = await get<Me>('/me')
  } catch {
    me.value = null
  }
  return me.value
}

export type Theme = 'auto' | 'light' | 'dark'
export const theme = ref<Theme>((localStorage.getItem('theme') as Theme) ?? 'auto')

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem('theme', next)
  if (next === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
}

/** What was just done, for eight seconds. */
export const said = reactive<{ text: string; alert: Alert | null }>({ text: '', alert: null })
let timer = 0

export function say(text: string, alert: Alert | null = null): void {
  said.text = text
  said.alert = alert
  clearTimeout(timer)
  timer = window.setTimeout(() => {
    said.text = ''
    said.alert = null
  }, 8_000)
}
