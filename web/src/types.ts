/** What /v1 answers. Money is fen, times are epoch ms, days are YYYY-MM-DD. */

export type Severity = 'P1' | 'P2' | 'P3' | 'P4'
export type Two = 'zh' | 'en'

export interface Me {
  id: string
  name: string
  role: string
  org_id: string
  org_name: string
  pages: string[]
  clock?: number
  leave?: { delegate: string; until: number } | null
}

export interface Alert {
  alert_id: string
  rule_id: string
  rule_name_zh: string
  rule_name_en: string
  severity: Severity
  state: 'open' | 'acked' | 'snoozed' | 'closed' | 'retracted' | 'expired'
  customer_id: string
  customer_name: string
  title_zh: string
  title_en: string
  money_at_stake: number | null
  first_fact_time: number
  last_fact_time: number
  last_update: number
  due_at: number | null
  ack_due_at: number | null
  snoozed_until: number | null
  owner: string | null
  owner_name: string | null
  overdue: boolean
  escalated: boolean
  audience: 'normal' | 'risk' | 'aml'
  result_code: string | null
  score: number
  undo_until?: number | null
  delivery: 'PUSH' | 'DIGEST' | 'NONE' | null
}

export interface Item {
  name: string
  label_zh: string
  label_en: string
  kind: 'money' | 'ratio' | 'count' | 'text' | 'day' | 'path'
  value: unknown
  value_zh: string
  value_en: string
}

export interface Fact {
  at: number
  cdt_dbt: string
  amount: number
  counterparty: string
  bank: string
  remittance: string
}

export interface Day {
  day: string
  bal: number
  in_amt: number
  out_amt: number
}

export interface AlertPage extends Alert {
  clock: number
  rule_version: number
  evidence: Item[]
  thresholds: Item[]
  conditions: { text: string }[]
  template_zh: string
  template_en: string
  script_zh: string | null
  proof_zh?: string | null
  proof_en?: string | null
  history: { at: number; who: string; who_name: string; action: string; note: string }[]
  balance: Day[]
  facts: Fact[]
}

export interface Counts {
  P1: number
  P2: number
  P3: number
  P4: number
  done: number
  total: number
}

export interface Inbox {
  items: Alert[]
  next: string | null
  counts: Counts
  clock: number
}

export interface Listed {
  customer_id: string
  name: string
  uscc: string | null
  tier: string | null
  industry: string | null
  owner_name: string | null
  bal: number
  open_alerts: number
  top_severity: Severity | null
}

export interface Contract {
  object: string
  contract_no: string
  kind: string | null
  principal: number | null
  outstanding: number | null
  rate: number | null
  start: string | null
  maturity: string | null
  days_left: number | null
  status: string | null
}

export interface Other {
  name: string
  bank: string
  own_bank: boolean
  amount: number
  count: number
}

export interface Tag {
  tag_id: string
  name_zh: string
  name_en: string
  family: string
  value_zh: string
  value_en: string
  since: string
}

export interface Card {
  clock: number
  customer: Record<string, string | number | null>
  tags: Tag[]
  balance: Day[]
  contracts: Contract[]
  counterparties: { in: Other[]; out: Other[]; other_bank_share: number | null }
  relations: {
    other_id: string
    is_customer: boolean
    name: string
    type: string
    amount: number | null
    share: number | null
  }[]
  alerts: Alert[]
  timeline: { at: number; kind: string; text_zh: string; text_en: string; amount: number | null }[]
}

export interface Minute {
  minute: string
  inflow: number
  outflow: number
}

export interface Wall {
  clock: number
  lag_seconds: number
  org_name: string
  deposit: { now: number; yesterday: number; month_start: number; average: number }
  net_in_today: number
  in_today: number
  out_today: number
  minutes: Minute[]
  minutes_yesterday: Minute[]
  branches: { org_id: string; name: string; deposit: number; change: number }[]
  alerts: {
    P1: number
    P2: number
    P3: number
    P4: number
    opened_today: number
    closed_today: number
    in_time_ratio: number | null
    by_rule: { rule_id: string; name_zh: string; name_en: string; count: number }[]
  }
  movements: { at: number; customer_name: string; signed: number; counterparty: string }[]
  maturities: { day: string; loan: number; deposit: number; bill: number }[]
  team: { owner: string; owner_name: string; open: number; done: number; overdue: number }[]
}

export interface Kpi {
  kpi_id: string
  name_zh: string
  name_en: string
  unit: 'fen' | 'count' | 'ratio'
  value: number | null
  previous: number | null
  month_start: number | null
  series: { day: string; value: number }[]
}

/** What a key figure is made of, one step down. */
export interface Drilled {
  level: 'org' | 'rm' | 'customer'
  items: { id: string; name: string; value: number }[]
}

export interface Explained {
  customer_name: string
  rule_id: string
  rule_name_zh: string
  rule_name_en: string
  verdict_zh: string
  verdict_en: string
  conditions: {
    text: string
    text_zh: string
    text_en: string
    value_zh: string
    value_en: string
    threshold_zh: string
    threshold_en: string
    holds: boolean | null
  }[]
  findings: { finding_id: string; event_time: number; title_zh: string; title_en: string; severity: Severity }[]
  suppressed: { reason: string; reason_zh: string; reason_en: string; at: number; by: string | null }[]
  facts: Fact[]
}

export interface Operations {
  sources: {
    source: string
    records: number
    watermark: number | null
    lag_seconds: number
    waiting: number
    state: 'holding' | 'idle' | 'stale' | null
    since: number | null
    partitions: { partition: number; state: string; since: number; watermark: number | null }[]
  }[]
  shards: {
    partition: number
    position: number
    customers: number
    day: string
    last_checkpoint: number
    state_bytes: { mean: number; p99: number; max: number } | null
  }[]
  stores: { name: string; up: boolean; since: number; detail: string }[]
  unknown_fields: { stream: string; field: string; seen: number; last_at: number }[]
  dead_letters: { total: number; by_reason: { reason: string; count: number }[] }
  rates: { records_per_second: number; findings: number; alerts: number }
  failure: string | null
  reconciliation: { day: string; counters: number; drifted: number } | null
}

export interface Letter {
  id: number
  reason: string
  detail: string
  stream: string | null
  topic: string
  offset: number
  at: number
  original: string
  requeued: boolean
}

export interface Key {
  id: string
  name: string
  streams: string[]
  by: string
  at: number
}

export interface AuditLine {
  at: number
  who: string
  action: string
  object: string
  note: string
}
