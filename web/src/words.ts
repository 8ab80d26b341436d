/** Every word of the pages, in both languages side by side: Chinese is written, not translated. */
import { computed, ref } from 'vue'
import type { Two } from './types'

const WORDS = {
  today: ['今日', 'Today'], customers: ['客户', 'Customers'], performance: ['业绩', 'Performance'], mine: ['我的', 'Me'], wall: ['大屏', 'Wall'],
  risk: ['风险台', 'Risk desk'], operator: ['运维', 'Operations'], urgent: ['紧急', 'urgent'], thisDay: ['今天', 'today'], week: ['本周', 'this week'],
  info: ['提示', 'for information'], done: ['已完成', 'Done'], back: ['返回', 'Back'], why: ['为什么', 'Why'], todo: ['怎么办', 'What to do'],
  script: ['话术', 'What to say'], copy: ['复制', 'Copy'], copied: ['已复制', 'Copied'], history: ['经过', 'History'], call: ['打电话', 'Call'],
  toTask: ['转派', 'Hand over'], close: ['关闭…', 'Close…'], ack: ['确认', 'Acknowledge'], acked: ['已确认', 'Acknowledged'], snooze: ['推迟', 'Snooze'],
  hour: ['1 小时后', 'In 1 hour'], tomorrow: ['明天 9:00', 'Tomorrow 9:00'], threeDays: ['3 天后 9:00', 'In 3 days, 9:00'],
  undo: ['撤销', 'Undo'], closedDone: ['已关闭', 'Closed'], snoozedDone: ['已推迟', 'Snoozed'], result: ['处理结果', 'Result'], note: ['备注(可不填)', 'Note (optional)'],
  evidence: ['证据', 'Evidence'], threshold: ['阈值', 'Thresholds'], entries: ['相关账务', 'Entries'], balance: ['活期余额', 'Balance on demand'],
  rule: ['规则', 'Rule'], emptyInbox: ['没有待办。新的提醒会自动出现在这里。', 'Nothing waits. New alerts appear here by themselves.'],
  emptySearch: ['没有符合的客户。试试名称、统一社会信用代码或账号尾号。', 'No such customer. Try a name, a USCC or the end of an account number.'],
  none: ['暂无', 'None yet'], retry: ['重试', 'Try again'], offline: ['网络已断开,显示的是断开前的数据', 'Offline: what you see is from before'],
  pick: ['选择身份进入演示', 'Pick who to be'], pickWhy: ['演示银行的数据由模拟器实时产生;每个人只看到属于自己的内容。', 'A simulated bank, live. Everyone sees only what is theirs.'],
  search: ['名称、统一社会信用代码、账号尾号', 'Name, USCC, end of account'], contracts: ['合同与到期', 'Contracts and maturities'], in180: ['近180天主要来款方', 'Main payers, 180 days'],
  out180: ['近180天主要收款方', 'Main payees, 180 days'], otherBank: ['他行占比', 'Other banks'], relations: ['关系', 'Relations'], alerts: ['提醒', 'Alerts'], timeline: ['时间线', 'Timeline'],
  tags: ['标签', 'Tags'], owner: ['客户经理', 'RM'], language: ['语言', 'Language'], theme: ['外观', 'Theme'], dark: ['深色', 'Dark'], light: ['浅色', 'Light'], auto: ['跟随系统', 'As the system'],
  signOut: ['退出', 'Sign out'], deposit: ['存款时点', 'Deposits now'], average: ['本月日均', 'Month average'], netIn: ['今日净流入', 'Net inflow today'], monthStart: ['较月初', 'Since month start'],
  lag: ['数据延迟', 'Lag'], flows: ['流入 / 流出(按分钟累计,昨日虚线)', 'In / out (cumulative by minute; yesterday dashed)'], inflow: ['流入', 'In'], outflow: ['流出', 'Out'],
  warnings: ['预警', 'Alerts'], inTime: ['处置及时率', 'Closed in time'], branches: ['各机构存款变动', 'Deposit change by unit'], maturities: ['未来30天到期', 'Maturing in 30 days'],
  loan: ['贷款', 'Loans'], term: ['存款', 'Deposits'], bill: ['票据', 'Bills'], movements: ['最新动态', 'Latest movements'], team: ['团队待办', 'Team'], open: ['待办', 'Open'], overdue: ['逾期', 'Overdue'],
  whyNot: ['为什么没有提醒我', 'Why was I not told?'], customer: ['客户', 'Customer'], day: ['日期', 'Day'], ask: ['查询', 'Ask'], conditions: ['条件', 'Conditions'], suppressed: ['抑制记录', 'Suppressed by'],
  sources: ['数据源', 'Sources'], records: ['记录', 'Records'], waiting: ['排队', 'Waiting'], last: ['最新时间', 'Latest'], shards: ['分片', 'Shards'], stores: ['存储', 'Stores'],
  up: ['正常', 'up'], down: ['不可用', 'away'], letters: ['死信', 'Dead letters'], noLetters: ['没有死信。无法处理的记录会连同原文和原因列在这里。', 'None. Records that cannot be taken are listed here with their reasons.'],
  requeue: ['重新入队', 'Requeue'], requeued: ['已重新入队', 'Requeued'], requeueAll: ['全部重新入队', 'Requeue all'], severity: ['级别', 'Severity'], all: ['全部', 'All'], state: ['状态', 'State'],
  what: ['事项', 'What'], due: ['时限', 'Due'], age: ['发生', 'Since'], revoked: ['事实已撤销', 'The fact was taken back'], noPage: ['您没有此页面的权限', 'This page is not yours'],
  escalated: ['已升级', 'Escalated'], amount: ['金额', 'Amount'], keys: ['j/k 上下 · Enter 详情 · a 确认 · / 搜索', 'j/k move · Enter open · a acknowledge · / search'],
  atStake: ['涉及金额', 'At stake'], more: ['更多', 'More'], kpiNone: ['指标将在首个日终后出现。', 'KPIs appear after the first day close.'], handTo: ['转给谁', 'Hand over to'],
} as const

export type Word = keyof typeof WORDS

function stored(): Two {
  const found = localStorage.getItem('lang')
  return found === 'en' || found === 'zh' ? found : navigator.language.startsWith('zh') || !navigator.language ? 'zh' : 'zh'
}

export const lang = ref<Two>(stored())
export const locale = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en'))

export function t(word: Word): string {
  return WORDS[word][lang.value === 'zh' ? 0 : 1]
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
