/** Calls to /v1. A problem is thrown as a sentence in the reader's language. */
import { ref } from 'vue'
import { lang } from './words'

/** When the server last answered, on the reader's own clock: the time of the data when the network goes. */
export const heardAt = ref(Date.now())

export class Problem extends Error {
  constructor(readonly status: number, message: string) {
    super(message)
  }
}

function away(): Problem {
  return new Problem(0, lang.value === 'zh' ? '网络不可用,请检查后重试。' : 'The network is away; try again.')
}

async function asked<T>(method: string, path: string, body?: BodyInit, kind?: string): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/v1${path}`, { method, headers: { 'X-Tidewatch': '1', ...(kind ? { 'Content-Type': kind } : {}) }, body })
  } catch {
    throw away()
  }
  heardAt.value = Date.now()
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

export const upload = <T>(path: string, file: File): Promise<T> => asked('POST', path, file, file.type)
