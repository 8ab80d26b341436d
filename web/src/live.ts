/** Something fetched: its value, whether it is on its way, and what went wrong. */
import { onUnmounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { get, Problem } from './api'

export interface Fetched<T> {
  value: ShallowRef<T | null>
  fault: Ref<Problem | null>
  busy: Ref<boolean>
  load: () => Promise<void>
}

/** `path`: null where there is nothing to ask. `stays`: asking again keeps the session, as on a wall that nobody touches. */
export function fetched<T>(path: () => string | null, everySeconds = 0, stays = false): Fetched<T> {
  return answered(
    (byItself) => {
      const asked = path()
      return asked === null ? null : get<T>(asked, byItself)
    },
    everySeconds,
    stays,
  )
}

/** Of several questions on their way, only the last is listened to. `ask` is told whether the page asks by itself. */
export function answered<T>(
  ask: (byItself: boolean) => Promise<T> | null,
  everySeconds = 0,
  stays = false,
): Fetched<T> {
  const value = shallowRef<T | null>(null)
  const fault = ref<Problem | null>(null)
  const busy = ref(false)
  let turn = 0

  async function load(byItself = false): Promise<void> {
    const answer = ask(byItself)
    if (answer === null) return
    const mine = ++turn
    busy.value = true
    try {
      const found = await answer
      if (mine === turn) [value.value, fault.value] = [found, null]
    } catch (error) {
      if (mine === turn) fault.value = error as Problem
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  void load()
  if (everySeconds) {
    const timer = setInterval(() => document.hidden || void load(!stays), everySeconds * 1000)
    onUnmounted(() => clearInterval(timer))
  }
  return { value, fault, busy, load: () => load() }
}
