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

/** Said of a call that a page makes by itself: nobody needs to be there, and the session is not kept by it. */
const BY_ITSELF = { 'X-Tidewatch-Timer': '1' }

/** An answer that says nothing of itself, as a proxy's does. */
const strange = (status: number): string =>
  lang.value === 'zh' ? `服务暂不可用(${status}),请稍后重试。` : `The service is away (${status}); try again soon.`

async function asked<T>(method: string, path: string, body?: BodyInit, more: Record<string, string> = {}): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/v1${path}`, {
      method,
      headers: { 'X-Tidewatch': '1', ...more },
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
    throw new Problem(answer.status, (lang.value === 'zh' ? detail_zh : detail) ?? strange(answer.status))
  }
  return said as T
}

export const call = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  body === undefined
    ? asked(method, path)
    : asked(method, path, JSON.stringify(body), { 'Content-Type': 'application/json' })
export const get = <T>(path: string, byItself = false): Promise<T> =>
  asked<T>('GET', path, undefined, byItself ? BY_ITSELF : {})
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body)

const AGAIN_MS = 3_000

/** Ask whether the server is there, until it is. */
export async function probe(): Promise<void> {
  await get('/me', true).catch(() => undefined)
  if (!reachable.value) setTimeout(probe, AGAIN_MS)
}
watch(reachable, (now) => now || setTimeout(probe, AGAIN_MS))

export const upload = <T>(path: string, file: File): Promise<T> =>
  asked('POST', path, file, { 'Content-Type': file.type })
