/** The words: name → [Chinese, English]. */
export const WORDS = {
  // the tabs and what is common to pages
  pages: ['页面', 'Pages'], today: ['今日', 'Today'], customers: ['客户', 'Customers'], performance: ['业绩', 'Results'], mine: ['我的', 'Me'], wall: ['大屏', 'Wall'], risk: ['风险台', 'Risk desk'], operator: ['运维', 'Operations'],
  back: ['返回', 'Back'], more: ['更多', 'More'], allOf: ['全部', 'All'], none: ['暂无', 'None yet'], retry: ['重试', 'Try again'], loading: ['加载中', 'Loading'], stale: ['以下为上次取得的数据', 'Below is what was there before'],
  offline: ['连接已断开', 'Offline'], dataOf: ['数据截至', 'data as of'], noPage: ['您没有此页面的权限', 'This page is not yours'], noPageWhy: ['页面按岗位开放。需要时请向机构负责人申请。', 'Pages are given by role. Ask the head of your unit when you need it.'], goHome: ['回到我的首页', 'To my own page'],
  source: ['来源 核心账务', 'Source: core ledger'], send: ['发送', 'Send'], copy: ['复制', 'Copy'], copied: ['已复制', 'Copied'], openIt: ['打开', 'Open'], actions: ['操作', 'Actions'], from: ['从', 'From'], until: ['至', 'Until'], day: ['日期', 'Day'],

  // entrance
  pick: ['选择身份,进入演示银行', 'Pick who to be in the demonstration bank'], pickWhy: ['数据由模拟器实时产生;每个人只看到属于自己的内容。', 'The data is simulated, and live. Everyone sees only what is theirs.'], reading: ['银行正在读入过去的账务,片刻后到今天', 'The bank is reading its past; today comes in a moment'], signedOut: ['登录已结束,请重新进入。', 'You have been signed out; please come in again.'], signIn: ['通过本行统一认证登录', 'Sign in through your bank'], bankOpens: ['银行正在开门:先读入过去四个月的账务,片刻后人员就会出现。', 'The bank is opening: the past four months are being read; its people appear in a moment.'],

  // inbox
  urgent: ['紧急', 'urgent'], thisDay: ['今天', 'today'], week: ['本周', 'this week'], info: ['提示', 'notes'], done: ['已完成', 'Done'], emptyLevel: ['没有这一级别的待办。', 'Nothing of this level waits.'], emptyInbox: ['没有待办。新的提醒会自动出现在这里。', 'Nothing waits. New alerts appear here by themselves.'], pull: ['下拉刷新', 'Pull to refresh'], letGo: ['松开刷新', 'Let go'],
  digest: ['本日提示', 'Notes of the day:'], pieces: ['条', ''], digestWhen: ['(08:30 汇总)', '(digest of 08:30)'], revoked: ['事实已撤销', 'Taken back:'], ack: ['确认', 'Acknowledge'], acked: ['已确认', 'Acknowledged'], snooze: ['推迟', 'Snooze'], escalated: ['已升级', 'Escalated'],
  orderWhy: ['排序:先看紧急程度,再看涉及金额。', 'The order: urgency first, then the money at stake.'], hour: ['1 小时后', 'In 1 hour'], tomorrow: ['明天 9:00', 'Tomorrow 9:00'], threeDays: ['3 天后 9:00', 'In 3 days, 9:00'], thatDay: ['推迟到该日 9:00', 'That day, 9:00'], reason: ['原因(可不填)', 'Reason (optional)'],
  undo: ['撤销', 'Undo'], undone: ['已撤销', 'Undone'], closedDone: ['已关闭', 'Closed'], snoozedDone: ['已推迟', 'Snoozed'], handed: ['已转派', 'Handed over'], noted: ['已记录', 'Noted'],

  // alert page
  why: ['为什么', 'Why'], todo: ['怎么办', 'What to do'], script: ['话术', 'What to say'], history: ['经过', 'History'], call: ['打电话', 'Call'], assign: ['转派', 'Assign'], seen: ['确认', 'Seen'], close: ['关闭…', 'Close…'], result: ['处理结果', 'Result'], note: ['备注(可不填)', 'Note (optional)'], remark: ['留一句备注', 'Leave a remark'],
  threshold: ['阈值', 'Thresholds'], entries: ['相关账务', 'Entries'], balance: ['活期余额', 'Balance on demand'], rule: ['规则', 'Rule'], proofOf: ['需要凭证:', 'Evidence asked for:'], proofNumber: ['凭证或合同编号,多个用逗号分开', 'Numbers of vouchers or contracts, separated by commas'], addFile: ['照片或文件', 'Photo or file'], uploading: ['上传中…', 'Uploading…'], uploaded: ['上传凭证', 'Evidence from'], openFile: ['查看', 'open'], remove: ['移除', 'Remove'], fileTooLarge: ['文件超过 10 MB,请压缩后再传。', 'The file is larger than 10 MB.'], wrongData: ['数据有误?', 'Wrong data?'], nextOne: ['下一条', 'Next'], path: ['疑似资金路径', 'Suspected way of the money'], drawdown: ['放款', 'Drawdown'],
  firstFact: ['首次发现', 'First seen'], lastFact: ['最近', 'Latest'], in: ['收', 'In'], out: ['付', 'Out'], dial: ['拨号', 'Dial'], reached: ['已联系', 'Reached'], noAnswer: ['未接通', 'No answer'], callWhy: ['客户电话在手机通讯录中,系统不保存个人号码;通话后点一下即留痕。', "Numbers stay in the phone's own contacts; one tap records the call."],
  handTo: ['转给谁', 'Hand over to'], findPerson: ['姓名、机构或工号', 'Name, unit or number'],

  // customers
  search: ['名称、统一社会信用代码、账号尾号', 'Name, USCC, end of account'], withAlerts: ['有待办', 'With alerts'], tagHigh: ['高价值', 'High value'], tagPayroll: ['代发', 'Payroll'], tagAtRisk: ['潜在流失', 'At risk'], tagGrowing: ['成长', 'Growing'], tagDormant: ['睡眠', 'Dormant'], emptyChips: ['没有符合筛选的客户。再点一次标签即可放宽。', 'No customer fits. Tap a chip again to widen.'], emptySearch: ['没有符合的客户。试试名称、统一社会信用代码或账号尾号(至少四位)。', 'No such customer. Try a name, a USCC or the last four digits of an account.'],
  owner: ['客户经理', 'RM'], founded: ['成立', 'Founded'], capital: ['注册资本', 'Capital'], mean30: ['近30日日均', '30-day average'], otherBank: ['他行占比', 'Other banks'], openAlerts: ['待办提醒', 'Open alerts'], balance13: ['余额 · 13 个月', 'Balance, 13 months'], noBalance: ['尚无余额。第一笔账务之后会出现曲线。', 'No balance yet: the curve begins with the first entry.'],
  holds: ['持有产品', 'Holds'], contracts: ['份', 'held'], missing: ['未持有', 'Not yet'], maturing: ['到期', 'Maturities'], noDue: ['一年内没有到期。', 'Nothing falls due.'], now: ['今天', 'today'], inYear: ['12 个月后', 'in 12 months'], tags: ['标签', 'Tags'], noTags: ['尚无标签。首个日终之后会出现。', 'No tags yet: they come with the first day close.'],
  in180: ['近180天主要来款方', 'Main payers, 180 days'], out180: ['近180天主要收款方', 'Main payees, 180 days'], ourBank: ['本行', 'Our bank'], times: ['笔', 'times'], relations: ['关系(一步之内)', 'Relations, one step out'], noRelations: ['没有登记的关系。', 'No relations on record.'], timeline: ['时间线', 'Timeline'],
  fLoan: ['贷款', 'Loans'], fDeposit: ['定期存款', 'Term deposits'], fBill: ['票据', 'Bills'], fTrade: ['国际业务', 'Trade and FX'], fPayroll: ['代发', 'Payroll'], fCash: ['现金管理', 'Cash management'], fWealth: ['理财', 'Wealth'], fGuarantee: ['保函担保', 'Guarantees'],

  // performance
  toCustomers: ['看客户', 'Customers'], monthStart: ['较月初', 'Since month start'], kpiNone: ['指标将在首个日终后出现。', 'Figures appear after the first day close.'], madeOf: ['构成', 'Made of'], nobody: ['未归属', 'Nobody’s'], funnel: ['本月:预警 → 办结', 'This month: alerts → closed'], gDeposits: ['存款(考核日均,时点仅监测)', 'Deposits (scored by average; day end is for monitoring)'], gFlows: ['资金进出', 'Flows'], gLoans: ['贷款与到期', 'Loans and maturities'], gCustomers: ['客户', 'Customers'], gAlerts: ['预警', 'Alerts'], gOther: ['其他', 'Other'],

  // mine
  language: ['语言', 'Language'], theme: ['外观', 'Theme'], dark: ['深色', 'Dark'], light: ['浅色', 'Light'], auto: ['跟随系统', 'As the system'], signOut: ['退出', 'Sign out'], bankTime: ['银行时间', 'Bank time'],
  leave: ['休假代理', 'Leave'], leaveWhy: ['休假期间,新的提醒会直接交给代理人。', 'While you are away, new alerts go straight to your stand-in.'], pickDelegate: ['选择代理人', 'Pick a stand-in'], standIn: ['代理人', 'Stand-in'], endLeave: ['结束休假', 'I am back'], leaveSet: ['休假已生效', 'Leave is set'], leaveEnded: ['休假已结束', 'Welcome back'],
  notices: ['通知', 'Notices'], noticesWhy: ['页面在后台时,P1、P2 弹出通知,不含客户信息。免打扰时段只放行 P1。', 'While the page is in the background, P1 and P2 pop up, without any customer data. In quiet hours only P1 does.'], noticesOn: ['通知已开', 'Notices on'], noticesOff: ['打开通知', 'Turn notices on'], quiet: ['免打扰', 'Quiet hours'], openToSee: ['打开查看', 'Open to see'],

  // wall
  deposit: ['存款时点', 'Deposits now'], average: ['本月日均', 'Month average'], netIn: ['今日净流入', 'Net inflow today'], sinceYesterday: ['较昨日', 'Since yesterday'], lag: ['数据延迟', 'Lag'], flows: ['流入 / 流出(累计,昨日虚线)', 'In / out (cumulative; yesterday dashed)'], inflow: ['流入', 'In'], outflow: ['流出', 'Out'],
  warnings: ['预警', 'Alerts'], inTime: ['处置及时率', 'Closed in time'], closedToday: ['今日办结', 'closed today'], branches: ['各机构存款变动', 'Deposit change by unit'], noUnits: ['没有下级机构。', 'No units below.'], maturities: ['未来30天到期', 'Maturing in 30 days'], loan: ['贷款', 'Loans'], term: ['存款', 'Deposits'], bill: ['票据', 'Bills'],
  movements: ['最新动态', 'Latest movements'], noneDue: ['30天内没有到期。', 'Nothing falls due in 30 days.'], noneToday: ['今天还没有大额进出。', 'No large movements yet today.'], team: ['团队待办', 'Team'], open: ['待办', 'Open'], overdue: ['逾期', 'Overdue'],

  // risk desk
  keys: ['j/k 上下 · Enter 打开 · a 确认 · / 搜索', 'j/k move · Enter open · a acknowledge · / search'], searchAlerts: ['搜索预警', 'Search alerts'], severity: ['级别', 'Level'], allLevels: ['全部级别', 'All levels'], state: ['状态', 'State'], view_live: ['待处理', 'Waiting'], view_snoozed: ['已推迟', 'Snoozed'], view_done: ['已结束', 'Done'], view_all: ['全部', 'All'],
  customer: ['客户', 'Customer'], customerOrId: ['客户名称或编号', 'Customer, by name or number'], what: ['事项', 'What'], atStake: ['涉及金额', 'At stake'], age: ['发生', 'Since'], due: ['时限', 'Due'], emptyFilter: ['没有符合条件的预警。放宽筛选试试。', 'No alert fits. Try wider filters.'],
  whyNot: ['为什么没有提醒我', 'Why was I not told?'], ask: ['查询', 'Ask'], suppressed: ['抑制记录', 'Held back'], holds_: ['成立', 'holds'], unknown: ['未知', 'unknown'], failsTo: ['不成立', 'does not hold'],

  // operator
  recordsPerSecond: ['条/秒', 'Records a second'], findings: ['发现', 'Findings'], alerts: ['提醒', 'Alerts'], letters: ['死信', 'Dead letters'], reconciled: ['日终对账差异', 'Reconciliation drift'], counters: ['项计数', 'counters'], sources: ['数据源', 'Sources'], stream: ['数据流', 'Stream'], rate: ['条/秒', 'per s'], records: ['记录', 'Records'], waiting: ['排队', 'Waiting'], last: ['最新事件', 'Latest event'],
  shards: ['分片', 'Shards'], partition: ['分区', 'Partition'], position: ['位置', 'Position'], bankDay: ['银行日', 'Bank day'], checkpoint: ['检查点', 'Checkpoint'], stores: ['存储', 'Stores'], up: ['正常', 'up'], down: ['不可用', 'away'], seenSince: ['自', 'since'], failed: ['引擎已停:', 'The engine has stopped:'],
  sourceState: ['状态', 'State'], stateBytes: ['每户状态字节 均值/P99/最大', 'State bytes a customer, mean/p99/max'], field: ['字段', 'Field'], seenTimes: ['见到次数', 'Seen'], lastSeen: ['最近一次', 'Last'],
  unknownFields: ['未知字段', 'Unknown fields'], unknownFieldsAre: ['目录中没有的字段:记录照常处理,字段被忽略。按每批首尾记录抽查计数。', 'Not in the schema: the records are taken, these fields are not. Counted in the first and last record of each chunk.'],
  noLetters: ['没有死信。无法处理的记录会连同原文和原因列在这里。', 'None. Records that cannot be taken are listed here with their reasons.'], mend: ['修改并重发', 'Mend'], rawRecord: ['原始记录', 'Raw record'], requeue: ['重新入队', 'Requeue'], requeued: ['已重新入队', 'Requeued'], requeueAll: ['全部重新入队', 'Requeue all'],
} as const

export type Word = keyof typeof WORDS
