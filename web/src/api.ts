/** Calls to /v1. A problem is thrown as a sentence in the reader's language. */
import { lang } from './words'

export class Problem extends Error {
  constructor(readonly status: number, message: string) {
    super(message)
  }
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/v1${path}`, {
      method,
      headers: { 'X-Tidewatch': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw new Problem(0, lang.value === 'zh' ? '网络不可用,请检查后重试。' : 'The network is away; try again.')
  }
  if (answer.status === 204) return undefined as T
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) {
    const { detail, detail_zh } = said as { detail?: string; detail_zh?: string }
    throw new Problem(answer.status, (lang.value === 'zh' ? detail_zh : detail) ?? `${answer.status}`)
  }
  return said as T
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body: unknown = {}): Promise<T> => call<T>('POST', path, body)
