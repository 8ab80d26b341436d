/** Money and time as the bank writes them. */
import type { Two } from './types'

const ZONE = 'Asia/Shanghai'

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const grouped = (text: string): string => text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))

/** Fen as 600万, 1.2亿 or ¥6.0m. */
export function money(fen: number | null | undefined, lang: Two): string {
  if (fen === null || fen === undefined) return '–'
  const sign = fen < 0 ? '−' : ''
  const yuan = Math.abs(fen) / 100
  if (lang === 'zh') {
    if (yuan >= 1e8) return `${sign}${trimmed(yuan / 1e8, 2)}亿`
    if (yuan >= 1e4) return `${sign}${grouped(trimmed(yuan / 1e4, 1))}万`
    return `${sign}${trimmed(yuan, 2)}元`
  }
  if (yuan >= 1e9) return `${sign}¥${(yuan / 1e9).toFixed(1)}bn`
  if (yuan >= 1e6) return `${sign}¥${(yuan / 1e6).toFixed(1)}m`
  if (yuan >= 1e3) return `${sign}¥${(yuan / 1e3).toFixed(1)}k`
  return `${sign}¥${trimmed(yuan, 2)}`
}

/** Exact to the fen: 6,000,000.00. Integer arithmetic, for a double would lose the fen of large sums. */
export function exact(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return '–'
  const digits = Math.abs(fen).toString().padStart(3, '0')
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '−' : ''}${yuan}.${digits.slice(-2)}`
}

export function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${trimmed(value * 100, 1)}%`
}

function parts(at: number): Record<string, string> {
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).formatToParts(at)
  return Object.fromEntries(made.map((part) => [part.type, part.value]))
}

/** YYYY-MM-DD in the bank's zone. */
export function dayOf(at: number): string {
  const p = parts(at)
  return `${p.year}-${p.month}-${p.day}`
}

/** 2026-03-03 10:21, the full stamp. */
export function stamp(at: number | null): string {
  if (at === null) return '–'
  const p = parts(at)
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`
}

/** 今天 14:05, 昨天 09:00, 3月2日 10:21 as seen at `clock`. */
export function when(at: number | null, clock: number, lang: Two): string {
  if (at === null) return '–'
  const p = parts(at)
  const time = `${p.hour}:${p.minute}`
  const days = Math.round((Date.parse(dayOf(clock)) - Date.parse(dayOf(at))) / 86_400_000)
  const near: Record<string, [string, string]> = {
    '0': ['今天', 'Today'],
    '1': ['昨天', 'Yesterday'],
    '-1': ['明天', 'Tomorrow'],
  }
  const word = near[String(days)]
  if (word) return `${word[lang === 'zh' ? 0 : 1]} ${time}`
  return lang === 'zh' ? `${Number(p.month)}月${Number(p.day)}日 ${time}` : `${p.month}-${p.day} ${time}`
}

/** 剩 3 小时, 逾期 1 天; a due time on a later day is given as its time. */
export function left(due: number | null, clock: number, lang: Two): string {
  if (due === null) return ''
  const minutes = Math.round((due - clock) / 60_000)
  const zh = lang === 'zh'
  const over = minutes < 0
  const span = Math.abs(minutes)
  if (!over && span >= 60 && span < 480)
    return zh
      ? `剩 ${Math.floor(span / 60)} 小时${span % 60 ? ` ${span % 60} 分` : ''}`
      : `${Math.floor(span / 60)} h${span % 60 ? ` ${span % 60} min` : ''} left`
  const [n, unit] =
    span < 60
      ? [span, zh ? '分钟' : 'min']
      : span < 1440
        ? [Math.floor(span / 60), zh ? '小时' : 'h']
        : [Math.floor(span / 1440), zh ? '天' : 'd']
  if (over) return zh ? `逾期 ${n} ${unit}` : `${n} ${unit} overdue`
  if (span >= 480) return when(due, clock, lang)
  return zh ? `剩 ${n} ${unit}` : `${n} ${unit} left`
}
