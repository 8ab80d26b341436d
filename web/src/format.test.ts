import { expect, test } from 'vitest'
import { exact, left, money, ratio, when } from './format'

const AT = Date.UTC(2026, 2, 3, 6, 5) // 14:05 in Shanghai

test('money is short in both languages', () => {
  expect([600_000_000, 12_000_000_000, 4_560_000, 1234, 1_400_000_000].map((fen) => money(fen, 'zh'))).toEqual([
    '600万',
    '1.2亿',
    '4.6万',
    '12.34元',
    '1,400万',
  ])
  expect(money(-600_000_000, 'en')).toBe('−¥6.0m')
})

test('exact money keeps the fen of large sums', () => {
  expect(exact(900_719_925_474_099)).toBe('9,007,199,254,740.99')
  expect(exact(-5)).toBe('−0.05')
})

test('times are told as from now, in the zone of the bank', () => {
  expect(when(AT, AT, 'zh')).toBe('今天 14:05')
  expect(when(AT - 86_400_000, AT, 'en')).toBe('Yesterday 14:05')
})

test('due times say what is left or overdue', () => {
  expect(left(AT + 3 * 3_600_000, AT, 'zh')).toBe('剩 3 小时')
  expect(left(AT + 160 * 60_000, AT, 'zh')).toBe('剩 2 小时 40 分')
  expect(left(AT - 86_400_000, AT, 'zh')).toBe('逾期 1 天')
  expect(left(AT + 26 * 3_600_000, AT, 'zh')).toBe('明天 16:05')
})

test('a missing value is a dash', () => {
  expect([money(null, 'zh'), ratio(null), exact(undefined)]).toEqual(['–', '–', '–'])
})
