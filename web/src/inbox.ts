/** What waits for me, live: one list for the whole app, so that coming back finds it as it was left. */
import { computed, ref, shallowRef, watch } from 'vue'
import { get, probe, reachable, type Problem } from './api'
import { notify, subscribe } from './notices'
import { firstOf } from './paged'
import { clock, me } from './state'
import type { Alert, Counts, Inbox, Severity } from './types'

const RANK: Record<Severity, number> = { P1: 0, P2: 1, P3: 2, P4: 3 }

export const items = shallowRef<Alert[]>([])
export const gone = shallowRef<Alert[]>([])
export const next = ref<string | null>(null)
export const counts = shallowRef<Counts | null>(null)
export const fault = ref<Problem | null>(null)
export const busy = ref(false)
export const only = ref<Severity | null>(null)
export const fresh = ref(new Set<string>())

/** P4 is for information: it waits behind one line unless asked for. */
export const listed = computed(() => items.value.filter((one) => one.severity !== 'P4' || only.value === 'P4'))
export const digest = computed(() => (only.value ? [] : items.value.filter((one) => one.severity === 'P4')))

const STEP = 50
let size = STEP
let turn = 0
let meanwhile: (() => void)[] = [] // what changed while a list was on its way: the list may not know of it

/** As many rows as are shown. Of several lists on their way, only the last is taken. */
export async function load(): Promise<void> {
  const mine = ++turn
  busy.value = true
  try {
    const path = `/inbox?state=live${only.value ? `&severity=${only.value}` : ''}`
    const [found, done] = await Promise.all([
      firstOf<Alert, Inbox>(size, path, (one) => one.alert_id),
      get<Inbox>('/inbox?state=done&limit=50'),
    ])
    if (mine !== turn) return
    ;[items.value, next.value, counts.value] = [found.items, found.next, found.counts]
    ;[clock.value, fault.value] = [Math.max(clock.value, found.clock), null]
    gone.value = done.items.filter(takenBack)
  } catch (error) {
    if (mine === turn) fault.value = error as Problem
  } finally {
    if (mine === turn) settle()
  }
}

function settle(): void {
  busy.value = false
  const changed = meanwhile
  meanwhile = []
  changed.forEach((again) => again())
}

export function more(): void {
  size += STEP
  void load()
}

/** By the engine, in the last day. */
const takenBack = (one: Alert) => one.state === 'retracted' && one.last_update > clock.value - 86_400_000

/** A new state of one alert: into its place, or out of the list. */
export function put(alert: Alert): void {
  if (busy.value) meanwhile.push(() => put(alert))
  clock.value = Math.max(clock.value, alert.last_update)
  const rest = items.value.filter((one) => one.alert_id !== alert.alert_id)
  const waits = alert.state === 'open' || alert.state === 'acked'
  if (alert.state === 'retracted') gone.value = [alert, ...gone.value.filter((one) => one.alert_id !== alert.alert_id)]
  if (!waits || (only.value && alert.severity !== only.value)) items.value = rest
  else {
    items.value = [...rest, alert].sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.score - a.score)
    fresh.value = new Set([...fresh.value, alert.alert_id])
  }
}

/** An alert that is somebody else's now. */
function drop(id: string): void {
  if (busy.value) meanwhile.push(() => drop(id))
  items.value = items.value.filter((one) => one.alert_id !== id)
}

export function choose(severity: Severity): void {
  only.value = only.value === severity ? null : severity
  size = STEP
  void load()
}

const AGAIN_MS = 3_000
let source: EventSource | null = null
let waking = 0
let deaf = false

function forget(): void {
  clearTimeout(waking)
  source?.close()
  source = null
  deaf = false
  turn++
  ;[size, busy.value, meanwhile] = [STEP, false, []]
  ;[items.value, gone.value, next.value, counts.value, only.value, fresh.value] = [[], [], null, null, null, new Set()]
}

/** To an open page of an alert: it has changed; null: any may have. */
function tell(id: string | null): void {
  dispatchEvent(new CustomEvent('changed', { detail: id }))
}

/** What happened meanwhile was not heard: all is read anew. */
function anew(): void {
  void load()
  tell(null)
}

function listen(): void {
  source = new EventSource('/v1/inbox/stream')
  source.addEventListener('alert', (event) => {
    const alert = JSON.parse((event as MessageEvent<string>).data) as Alert
    put(alert)
    notify(alert)
    tell(alert.alert_id)
  })
  source.addEventListener('gone', (event) => {
    const { alert_id } = JSON.parse((event as MessageEvent<string>).data) as { alert_id: string }
    drop(alert_id)
    tell(alert_id)
  })
  source.addEventListener(
    'clock',
    (event) => (clock.value = Math.max(clock.value, Number((event as MessageEvent<string>).data))),
  )
  source.addEventListener('open', () => {
    if (deaf) anew()
    deaf = false
  })
  source.addEventListener('reset', anew)
  source.addEventListener('error', () => void broken())
  source.addEventListener(
    'counts',
    (event) => (counts.value = JSON.parse((event as MessageEvent<string>).data) as Counts),
  )
}

/** The stream has broken off: a browser dials again by itself, but gives up a stream that was refused, and with it the place it had come to. */
async function broken(): Promise<void> {
  deaf = true
  await probe()
  if (source?.readyState !== EventSource.CLOSED) return
  clearTimeout(waking)
  waking = window.setTimeout(listen, AGAIN_MS)
}
watch(reachable, (now) => now && source && anew())

watch(me, (who, before) => {
  if (who?.id === before?.id) return
  forget()
  if (!who?.pages.includes('inbox')) return
  listen()
  void load()
  void subscribe()
})
addEventListener('undone', () => void load())
addEventListener('online', () => me.value?.pages.includes('inbox') && anew())
