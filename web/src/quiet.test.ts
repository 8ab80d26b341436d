import { expect, test } from 'vitest'
import { isQuiet, wakes } from './quiet'

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

test('only what the desk has pushed and nobody has seen is noticed', () => {
  const night = { on: true, from: '20:00', to: '08:00' }
  const p1 = { state: 'open', severity: 'P1', delivery: 'PUSH' } as const
  expect(wakes(p1, night, '02:30')).toBe(true)
  expect(wakes({ ...p1, severity: 'P2' }, night, '02:30')).toBe(false)
  expect(wakes({ ...p1, severity: 'P2' }, night, '10:00')).toBe(true)
  expect(wakes({ ...p1, severity: 'P3' }, night, '10:00')).toBe(false)
  expect(wakes({ ...p1, state: 'acked' }, night, '10:00')).toBe(false)
  for (const delivery of ['NONE', 'DIGEST', null] as const)
    expect(wakes({ ...p1, delivery }, night, '10:00')).toBe(false)
})
