/** Who is here, the theme, the bank's clock, how old the data is, and the undo bar. */
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { call, get, type Problem } from './api'
import type { Alert, Me } from './types'

export const me = ref<Me | null>(null)
export const clock = ref(0)
/** The bank's clock to the minute: what a list says of times is made anew once a minute, not with every alert that comes. */
export const minute = computed(() => Math.floor(clock.value / 60_000) * 60_000)

/** The bank's clock runs far ahead of any day: the past is being read. A night of the demonstration passes at 5,000 times, a past at 40,000. */
export const past = ref(false)
const PAST_SPEED = 15_000
let mark = { at: Date.now(), clock: 0 }
watch(clock, (now) => {
  const at = Date.now()
  if (mark.clock && at - mark.at < 2_000) return
  past.value = mark.clock > 0 && (now - mark.clock) / (at - mark.at) > PAST_SPEED
  mark = { at, clock: now }
})
setInterval(() => Date.now() - mark.at > 8_000 && (past.value = false), 2_000)

export const online = ref(navigator.onLine)
addEventListener('online', () => (online.value = true))
addEventListener('offline', () => (online.value = false))

/** Why it is not known who is here. */
export const unanswered = shallowRef<Problem | null>(null)
const AGAIN_MS = 3_000

/** Who has signed in; null: nobody, which only a 401 says. A server that is away is asked until it answers. */
export async function whoami(): Promise<Me | null> {
  while (!me.value) {
    try {
      me.value = await get<Me>('/me')
      clock.value ||= me.value.clock ?? 0
    } catch (error) {
      if ((error as Problem).status === 401) break
      unanswered.value = error as Problem
      await new Promise((done) => setTimeout(done, AGAIN_MS))
    }
  }
  unanswered.value = null
  return me.value
}

export async function leave(): Promise<void> {
  await call('DELETE', '/session')
  me.value = null
}

export type Theme = 'auto' | 'light' | 'dark'
export const theme = ref<Theme>((localStorage.getItem('theme') as Theme) ?? 'auto')

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem('theme', next)
  if (next === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
}

/** Whether the page is dark now. */
export function dark(): boolean {
  return theme.value === 'dark' || (theme.value === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
}

/** What was just done, or what went `wrong`, for eight seconds. */
export const said = reactive<{ text: string; alert: Alert | null; wrong: boolean }>({
  text: '',
  alert: null,
  wrong: false,
})
let timer = 0

export function say(text: string, alert: Alert | null = null): void {
  said.text = text
  said.alert = alert
  said.wrong = false
  clearTimeout(timer)
  timer = window.setTimeout(() => {
    said.text = ''
    said.alert = null
  }, 8_000)
}

/** Why it could not be done: an open sheet says it too, as it lies above everything else. */
export function complain(error: unknown): void {
  say((error as Error).message)
  said.wrong = true
}
