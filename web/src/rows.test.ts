import { expect, test } from 'vitest'
import { firstRows } from './rows'

/** A list as the server keeps it: its cursor counts rows; `between` happens after each answer. */
const served = (rows: number[], between: () => void = () => undefined) => {
  const limits: number[] = []
  const ask = async (limit: number, cursor: string | null) => {
    limits.push(limit)
    const from = Number(cursor ?? 0)
    const items = rows.slice(from, from + limit)
    const next = from + limit < rows.length ? String(from + limit) : null
    between()
    return { items, next }
  }
  return {
    limits,
    read: (size: number) => firstRows<number, { items: number[]; next: string | null }>(size, ask, String),
  }
}
const upTo = (count: number) => [...Array(count).keys()]

test('no row is left out when some of the first have gone since', async () => {
  const rows = upTo(120)
  const list = served(rows)
  expect((await list.read(50)).items).toEqual(upTo(50))
  rows.splice(0, 3)
  const longer = await list.read(100)
  expect(longer.items).toEqual(upTo(103).slice(3))
  expect(longer.next).toBe('100')
})

test('a row that moves between two answers is shown once', async () => {
  const rows = upTo(300)
  const list = served(rows, () => rows.unshift(1000 + rows.length))
  const { items } = await list.read(400)
  expect(new Set(items).size).toBe(items.length)
  expect(items.filter((row) => row < 1000)).toEqual(upTo(300))
})

test('an answer has 200 rows at most, and the end is seen', async () => {
  const list = served(upTo(450))
  expect((await list.read(1000)).items).toEqual(upTo(450))
  expect(list.limits).toEqual([200, 200, 200])
  expect((await list.read(450)).next).toBeNull()
})
