/** Every word of the pages, in both languages side by side: Chinese is written, not translated. */
import { computed, ref } from 'vue'
import type { Alert, Two } from './types'
import { WORDS, type Word } from './words.list'

export type { Word }

function stored(): Two {
  return localStorage.getItem('lang') === 'en' ? 'en' : 'zh'
}

export const lang = ref<Two>(stored())
export const locale = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en'))
const side = () => (lang.value === 'zh' ? 0 : 1)

export function t(word: Word): string {
  return WORDS[word][side()]
}

/** The text of a field that comes in both languages: both(alert, 'title'). */
export function both(thing: object, field: string): string {
  const found = (thing as Record<string, unknown>)[`${field}_${lang.value}`]
  return typeof found === 'string' ? found : ''
}

export function setLang(next: Two): void {
  lang.value = next
  localStorage.setItem('lang', next)
  document.documentElement.lang = locale.value
}

type Pair = readonly [zh: string, en: string]

export const STATES: Record<Alert['state'], Record<Two, string>> = {
  open: { zh: '待处理', en: 'Open' },
  acked: { zh: '已确认', en: 'Acknowledged' },
  snoozed: { zh: '已推迟', en: 'Snoozed' },
  closed: { zh: '已关闭', en: 'Closed' },
  retracted: { zh: '事实已撤销', en: 'Taken back' },
  expired: { zh: '已过期', en: 'Expired' },
}

export const ROLES: Record<string, Record<Two, string> & { does: Record<Two, string> }> = {
  rm: { zh: '客户经理', en: 'Relationship manager', does: { zh: '手机上的今日待办', en: 'today on the phone' } },
  lead: { zh: '团队负责人', en: 'Team lead', does: { zh: '团队的待办与大屏', en: "the team's work and wall" } },
  branch: { zh: '支行行长', en: 'Branch head', does: { zh: '支行大屏与风险', en: "the branch's wall and risk" } },
  hq: { zh: '总行营销', en: 'HQ marketing', does: { zh: '全行大屏与客户', en: 'the whole bank' } },
  risk: { zh: '风险经理', en: 'Risk officer', does: { zh: '预警台,键盘操作', en: 'warnings, by keyboard' } },
  aml: { zh: '反洗钱', en: 'AML', does: { zh: '仅反洗钱事项', en: 'AML matters only' } },
  operator: { zh: '系统运维', en: 'Operator', does: { zh: '数据源、死信', en: 'sources, dead letters' } },
  auditor: { zh: '审计', en: 'Auditor', does: { zh: '只读', en: 'reads only' } },
}

/** Result codes as the desk knows them, and in English. */
export const RESULTS: Pair[] = [
  ['有效-已落地', 'Effective, landed'],
  ['有效-跟进中', 'Effective, following up'],
  ['已知', 'Known already'],
  ['无关', 'Irrelevant'],
  ['错误数据', 'Wrong data'],
  ['非本人', 'Not the person'],
  ['客户拒绝', 'Client declined'],
]

const STEPS: Record<string, Pair> = {
  opened: ['提醒产生', 'Opened'],
  updated: ['金额更新', 'Updated'],
  reopened: ['情况加重,重新打开', 'Worse: open again'],
  acknowledge: ['确认', 'Seen by'],
  close: ['关闭', 'Closed by'],
  snooze: ['推迟', 'Snoozed by'],
  undo: ['撤销上一步', 'Undone by'],
  escalate: ['超时升级至', 'Escalated to'],
  late: ['超时未确认', 'Not acknowledged in time'], // and nobody is above who could be told
  reassign: ['转派', 'Handed over by'],
  'hand over': ['移交', 'Handed over'],
  wake: ['推迟到期', 'Woke'],
  retracted: ['事实已撤销', 'Taken back'],
  expired: ['已过期', 'Expired'],
  comment: ['备注', 'Remark by'],
  push: ['已推送', 'Pushed'],
  hold: ['不推送', 'Not pushed'],
  digest: ['列入 08:30 汇总', 'In the digest of 08:30'],
  'digest sent': ['汇总已发', 'Digest sent'],
}
/** Lines of the audit log, by what was done. */
const DONE: Record<string, Pair> = {
  'sign in': ['登录', 'signed in'],
  'read card': ['查看客户', 'opened a card'],
  'read proof': ['查看凭证', 'opened a proof'],
  export: ['导出', 'exported'],
  subscribe: ['开通推送', 'subscribed to pushes'],
  unsubscribe: ['关闭推送', 'unsubscribed'],
  leave: ['休假代理', 'went on leave'],
  return: ['销假', 'is back'],
  silence: ['静默', 'silenced'],
  unsilence: ['取消静默', 'ended a silence'],
  requeue: ['死信重发', 'requeued'],
  'create key': ['生成密钥', 'made a key'],
  'revoke key': ['作废密钥', 'revoked a key'],
  pushed: ['已送达', 'delivered'],
  'not pushed': ['未送达', 'not delivered'],
  'digest sent': ['汇总已发', 'sent the digest'],
  opened: ['提醒产生', 'opened'],
  acknowledge: ['确认', 'acknowledged'],
  close: ['关闭', 'closed'],
  snooze: ['推迟', 'snoozed'],
  undo: ['撤销上一步', 'undid'],
  escalate: ['超时升级', 'escalated'],
  reassign: ['转派', 'handed over'],
  'hand over': ['移交', 'handed over'],
  wake: ['推迟到期', 'woke'],
  comment: ['备注', 'remarked'],
}
const TIERS: Record<string, Pair> = {
  T1: ['战略客户', 'Strategic'],
  T2: ['大型客户', 'Large'],
  T3: ['中型客户', 'Medium'],
  T4: ['小微客户', 'Small'],
}
const SIZES: Record<string, Pair> = {
  大: ['大型企业', 'Large company'],
  中: ['中型企业', 'Medium company'],
  小: ['小型企业', 'Small company'],
  微: ['微型企业', 'Micro company'],
  大型: ['大型企业', 'Large company'],
  中型: ['中型企业', 'Medium company'],
  小型: ['小型企业', 'Small company'],
  微型: ['微型企业', 'Micro company'],
}
const SECTIONS: Record<string, Pair> = {
  A: ['农林牧渔业', 'Agriculture'],
  B: ['采矿业', 'Mining'],
  C: ['制造业', 'Manufacturing'],
  D: ['电热燃水供应业', 'Utilities'],
  E: ['建筑业', 'Construction'],
  F: ['批发零售业', 'Wholesale and retail'],
  G: ['交通仓储邮政业', 'Transport and storage'],
  H: ['住宿餐饮业', 'Hotels and catering'],
  I: ['信息软件业', 'Software and IT'],
  J: ['金融业', 'Finance'],
  K: ['房地产业', 'Real estate'],
  L: ['租赁商务服务业', 'Business services'],
  M: ['科研技术服务业', 'Research and technology'],
  N: ['水利环境公共设施业', 'Water and environment'],
  O: ['居民服务业', 'Personal services'],
  P: ['教育', 'Education'],
  Q: ['卫生社会工作', 'Health'],
  R: ['文体娱乐业', 'Culture and sport'],
  S: ['公共管理社会组织', 'Public administration'],
}
const OBJECTS: Record<string, Pair> = {
  loan: ['贷款', 'Loan'],
  deposit: ['存款', 'Deposit'],
  acceptance: ['银行承兑汇票', 'Acceptance'],
  bill: ['票据', 'Bill'],
  credit_limit: ['授信额度', 'Credit limit'],
  trade_finance: ['贸易融资', 'Trade finance'],
  derivative: ['外汇衍生', 'Derivative'],
  wealth: ['理财', 'Wealth product'],
  payroll_agreement: ['代发协议', 'Payroll agreement'],
  cash_management: ['现金管理', 'Cash management'],
  guarantee: ['担保', 'Guarantee'],
  collateral: ['押品', 'Collateral'],
  letter_of_credit: ['信用证', 'Letter of credit'],
  payroll_batch: ['代发批次', 'Payroll batch'],
  schedule: ['还款计划', 'Repayment schedule'],
  price_concession: ['价格优惠', 'Price concession'],
}
const RELATIONS: Record<string, Pair> = {
  SHAREHOLD: ['持股', 'Shareholding'],
  CONTROL: ['控制', 'Control'],
  LEGAL_REP: ['法定代表人', 'Legal representative'],
  EXEC: ['高管', 'Executive'],
  FAMILY: ['亲属', 'Family'],
  GUARANTEE: ['担保', 'Guarantee'],
  SUPPLY: ['供应链', 'Supply chain'],
  PLEDGE: ['质押', 'Pledge'],
  SAME_GROUP: ['同一集团', 'Same group'],
}
const KINDS: Record<string, Pair> = {
  finding: ['提醒', 'Alert'],
  contract: ['合同', 'Contract'],
  listing: ['名单', 'List'],
  ruling: ['司法', 'Court'],
  tender: ['招投标', 'Tender'],
  registry: ['工商', 'Registry'],
  entry: ['账务', 'Entry'],
  基本属性: ['基本属性', 'Basics'],
  价值分层: ['价值分层', 'Value'],
  生命周期: ['生命周期', 'Life cycle'],
  行为活跃: ['行为活跃', 'Activity'],
  产品持有: ['产品持有', 'Products'],
  结算习惯: ['结算习惯', 'Settlement'],
  风险: ['风险', 'Risk'],
  生态关系: ['生态关系', 'Relations'],
}
const STORES: Record<string, Pair> = {
  warehouse: ['数仓 ClickHouse', 'Warehouse (ClickHouse)'],
  desk: ['工作台 Redis', 'Desk (Redis)'],
}
const STREAMS: Record<string, Pair> = {
  txn: ['账务分录', 'Entries'],
  balance: ['余额', 'Balances'],
  account: ['账户', 'Accounts'],
  contract: ['合同', 'Contracts'],
  customer: ['客户', 'Customers'],
  organisation: ['机构与人员', 'Organisation'],
  relation: ['关系', 'Relations'],
  reference: ['参考数据', 'Reference data'],
  registry: ['工商变更', 'Registry'],
  tender: ['招投标', 'Tenders'],
  ruling: ['司法', 'Court notices'],
  listing: ['名单', 'Lists'],
  news: ['舆情', 'News'],
  pledge: ['质押登记', 'Pledges'],
  policy: ['政策', 'Policies'],
  rating: ['评级', 'Ratings'],
  service: ['服务工单', 'Service'],
  interaction: ['营销互动', 'Interactions'],
  task: ['任务', 'Tasks'],
}
const DEAD: Record<string, Pair> = {
  NOT_JSON: ['不是 JSON', 'Not JSON'],
  NOT_UTF8: ['编码不是 UTF-8', 'Not UTF-8'],
  NOT_AN_OBJECT: ['不是对象', 'Not an object'],
  WRONG_TYPE: ['类型不符', 'Wrong type'],
  MISSING_FIELD: ['缺少字段', 'Missing field'],
  DUPLICATE_FIELD: ['字段重复', 'Duplicate field'],
  UNKNOWN_STREAM: ['未知数据流', 'Unknown stream'],
  AMOUNT_NOT_IN_FEN: ['金额超出分', 'Amount finer than a fen'],
  DATE_OUT_OF_RANGE: ['日期越界', 'Date out of range'],
  UNKNOWN_ACCOUNT: ['账号未知', 'Unknown account'],
  UNKNOWN_CURRENCY: ['币种未知', 'Unknown currency'],
  BAD_IDENTIFIER: ['标识有误', 'Bad identifier'],
  TOO_LARGE: ['记录过大', 'Too large'],
  TOO_DEEP: ['嵌套过深', 'Too deep'],
  BROKEN_LINE: ['行残缺', 'Broken line'],
  CONTROL_SUM: ['校验和不符', 'Control sum'],
  UNMAPPED: ['没有映射', 'Unmapped'],
  EMPTY: ['空记录', 'Empty'],
}

function named(list: Record<string, Pair>, key: string | number | null | undefined): string {
  if (key === null || key === undefined || key === '') return '–'
  return list[String(key)]?.[side()] ?? String(key)
}

export const stepOf = (action: string, note?: string | null): string =>
  named(STEPS, action === 'escalate' && !note ? 'late' : action)
export const doneOf = (action: string): string => named(DONE, action)
export const tierOf = (tier: string | number | null | undefined): string => named(TIERS, tier)
export const sizeOf = (size: string | number | null | undefined): string => named(SIZES, size)
export const industryOf = (code: string | number | null | undefined): string =>
  code ? `${named(SECTIONS, String(code).slice(0, 1))} ${code}` : '–'
export const objectOf = (object: string): string => named(OBJECTS, object)
export const relationOf = (type: string): string => named(RELATIONS, type)
export const timelineOf = (kind: string): string => named(KINDS, kind)
const SOURCE_STATES: Record<string, Pair> = {
  holding: ['读取中', 'reading'],
  idle: ['已读完', 'read to its end'],
  stale: ['停滞', 'stale'],
}
export const sourceStateOf = (state: string): string => named(SOURCE_STATES, state)
export const storeOf = (name: string): string => named(STORES, name)
export const streamOf = (stream: string): string => named(STREAMS, stream)
export const deadReasonOf = (reason: string): string => named(DEAD, reason)

const BUSINESS: Record<string, Pair> = {
  repayment: ['归还贷款', 'Loan repayment'],
  drawdown: ['贷款发放', 'Loan drawdown'],
  interest: ['利息', 'Interest'],
  fee: ['手续费', 'Fee'],
  tax: ['税费', 'Tax'],
  payroll: ['代发', 'Payroll'],
}
const STATUSES: Record<string, Pair> = {
  live: ['生效', 'in force'],
  repaid: ['已结清', 'repaid'],
  matured: ['到期', 'matured'],
  redeemed: ['已支取', 'redeemed'],
  cancelled: ['取消', 'cancelled'],
  terminated: ['终止', 'terminated'],
  settled: ['已结清', 'settled'],
  正常: ['正常', 'in force'],
  生效: ['生效', 'in force'],
  成功: ['成功', 'done'],
  失败: ['失败', 'failed'],
}
const OWNERSHIPS: Record<string, Pair> = {
  国有: ['国有', 'State-owned'],
  集体: ['集体', 'Collective'],
  民营: ['民营', 'Private'],
  合资: ['合资', 'Joint venture'],
  外资: ['外资', 'Foreign-owned'],
  机关事业: ['机关事业', 'Public institution'],
}
export const ownershipOf = (code: string | number | null | undefined): string => named(OWNERSHIPS, code)

/** A line of the timeline as people say it: codes of contracts and entries as words. */
export function lineOf(kind: string, text: string): string {
  const parts = text.split(' ')
  if (kind === 'contract')
    return [named(OBJECTS, parts[0]), parts[1], parts[2] ? named(STATUSES, parts[2]) : ''].join(' ')
  if (kind === 'entry') return parts.map((part) => BUSINESS[part]?.[side()] ?? part).join(' ')
  return text
}

/** Why somebody was not told at once: the ledger's words (docs/vocabulary.md). */
const HELD: Record<string, Pair> = {
  BUDGET: ['今日推送已达上限', "the day's pushes are used up"],
  SILENCED: ['已静默', 'silenced'],
  QUIET_HOURS: ['免打扰时段', 'quiet hours'],
  BOARD: ['仅看板', 'for the board only'],
  DIGEST: ['按日汇总', 'for the digest'],
}
export const noteOf = (action: string, note: string | null): string =>
  ['push', 'digest', 'hold'].includes(action) ? (note ? named(HELD, note) : '') : resultOf(note)

/** A result code, or a note, which may be one. */
export function resultOf(note: string | null): string {
  return RESULTS.find(([zh]) => zh === note)?.[side()] ?? note ?? ''
}
