/** Calls to /v1. A problem is thrown as a sentence in the reader's language. */
import { ref, watch } from 'vue'
import { lang } from './words'

/** When the server last answered, on the reader's own clock: the time of the data when the network goes. */
export const heardAt = ref(Date.now())

/** Whether the server answered when it was last asked: a browser that has a network may still not reach it. */
export const reachable = ref(true)

export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

function away(): Problem {
  return new Problem(0, lang.value === 'zh' ? '网络不可用,请检查后重试。' : 'The network is away; try again.')
}

async function asked<T>(method: string, path: string, body?: BodyInit, kind?: string): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/v1${path}`, {
      method,
      headers: { 'X-Tidewatch': '1', ...(kind ? { 'Content-Type': kind } : {}) },
      body,
    })
  } catch {
    reachable.value = false
    throw away()
  }
  reachable.value = true
  heardAt.value = Date.now()
  if (answer.status === 401) dispatchEvent(new Event('signedout'))
  if (answer.status === 204) return undefined as T
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) {
    const { detail, detail_zh } = said as { detail?: string; detail_zh?: string }
    throw new Problem(answer.status, (lang.value === 'zh' ? detail_zh : detail) ?? `${answer.status}`)
  }
  return said as T
}

export const call = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  body === undefined ? asked(method, path) : asked(method, path, JSON.stringify(body), 'application/json')
export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body)

const AGAIN_MS = 3_000

/** Ask whether the server is there, until it is. */
export async function probe(): Promise<void> {
  await get('/me').catch(() => undefined)
  if (!reachable.value) setTimeout(probe, AGAIN_MS)
}
watch(reachable, (now) => now || setTimeout(probe, AGAIN_MS))

export const upload = <T>(path: string, file: File): Promise<T> => asked('POST', path, file, file.type)
