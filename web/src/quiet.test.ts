import { expect, test } from 'vitest'
import { isQuiet } from './quiet'

test('quiet hours may pass midnight', () => {
  const night = { on: true, from: '20:00', to: '08:00' }
  expect(['19:59', '20:00', '02:30', '07:59', '08:00'].map((time) => isQuiet(night, time))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
  expect(isQuiet({ on: true, from: '12:00', to: '13:30' }, '12:45')).toBe(true)
  expect(isQuiet({ ...night, on: false }, '02:30')).toBe(false)
})
