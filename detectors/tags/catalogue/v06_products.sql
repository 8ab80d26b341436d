/*
id: V06
version: 1
name: {zh: 交叉持有数, en: Products held}
family: value
kind: count
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 100}], customer: [{}], contract: [{object: loan, contract_no: X1, outstanding: 5}]}
    value: "2"
  - given: {customer: [{}]}
    value: "0"
*/
-- settlement, payroll, loan, bills, trade, FX, cash management, wealth, term deposits, guarantees
SELECT
    customer_id,
    toString((own_90 > 0) + (payroll_n_40 > 0 OR payroll_agreements > 0) + (loans > 0) + (acceptances > 0 OR bills > 0) + (cross_border_180 > 0 OR trade_finance > 0) + (derivatives > 0 OR fx_180 > 0) + (cash_management > 0 OR direct_30 > 0) + (wealth > 0 OR wealth_90 > 0) + (term_deposits > 0) + (letters_of_guarantee > 0)) AS value,
    toJSONString(map('settlement', toString(own_90), 'payroll', toString(payroll_agreements), 'loans', toString(loans), 'bills', toString(acceptances), 'trade', toString(trade_finance), 'wealth', toString(wealth), 'deposits', toString(term_deposits))) AS evidence
FROM whole
