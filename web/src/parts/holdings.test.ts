import { expect, test } from 'vitest'
import type { Contract } from '../types'
import { holdings } from './holdings'

const contract = (object: string, status: string, outstanding: number): Contract => ({
  object,
  contract_no: `${object}1`,
  kind: null,
  principal: 900,
  outstanding,
  rate: null,
  start: null,
  maturity: null,
  days_left: null,
  status,
})

test('only what is in force is held; the rest is missing', () => {
  const found = holdings([
    contract('loan', 'live', 500),
    contract('loan', 'repaid', 0),
    contract('deposit', 'matured', 900),
  ])
  expect(found.filter((one) => one.held)).toEqual([{ family: 'fLoan', count: 1, amount: 500, held: true }])
  expect(found.find((one) => one.family === 'fDeposit')?.held).toBe(false)
})

test('a limit is held beside a loan, and nobody owes it', () => {
  const [loans] = holdings([contract('credit_limit', '生效', 2000), contract('loan', 'live', 500)])
  expect(loans).toEqual({ family: 'fLoan', count: 2, amount: 500, held: true })
})
