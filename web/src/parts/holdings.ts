/** What a customer holds of the bank's product families, and what is missing. */
import type { Contract } from '../types'
import type { Word } from '../words'

export interface Holding {
  family: Word
  count: number
  amount: number
  held: boolean
}

const FAMILIES: [Word, string[]][] = [
  ['fLoan', ['loan', 'credit_limit']],
  ['fDeposit', ['deposit']],
  ['fBill', ['acceptance', 'bill']],
  ['fTrade', ['trade_finance', 'letter_of_credit', 'derivative']],
  ['fPayroll', ['payroll_agreement']],
  ['fCash', ['cash_management']],
  ['fWealth', ['wealth']],
  ['fGuarantee', ['guarantee']],
]
const LIVE = ['live', '正常', '生效', '']

export const isLive = (one: Contract): boolean => LIVE.includes(one.status ?? '')

/** What is held or owed; a limit is neither. */
const amountOf = (one: Contract): number =>
  one.object === 'credit_limit' ? 0 : (one.outstanding ?? one.principal ?? 0)

export function holdings(contracts: Contract[]): Holding[] {
  return FAMILIES.map(([family, objects]) => {
    const mine = contracts.filter((one) => objects.includes(one.object) && isLive(one))
    return {
      family,
      count: mine.length,
      amount: mine.reduce((sum, one) => sum + amountOf(one), 0),
      held: mine.length > 0,
    }
  })
}
