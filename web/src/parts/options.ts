/** What the charts draw. */
import type { EChartsCoreOption } from 'echarts/core'
import { dayOf, money } from '../format'
import type { Day, Minute, Two, Wall } from '../types'

const TIDE = '#2aa198'
const GRID = { left: 8, right: 12, top: 28, bottom: 4, containLabel: true }

function axis(lang: Two): object {
  return { type: 'value', scale: true, axisLabel: { formatter: (fen: number) => money(fen, lang) }, splitLine: { lineStyle: { opacity: 0.25 } } }
}

function tip(lang: Two): object {
  return { trigger: 'axis', valueFormatter: (fen: unknown) => money(fen as number, lang) }
}

/** A customer's balance by day, with moments marked on it. */
export function balance(days: Day[], marks: { at: number; name: string }[], lang: Two): EChartsCoreOption {
  const byDay = new Map(days.map((day) => [day.day, day.bal]))
  const points = marks.filter((mark) => byDay.has(dayOf(mark.at)))
  return {
    animation: false, backgroundColor: 'transparent', grid: GRID, tooltip: tip(lang), xAxis: { type: 'category', data: days.map((day) => day.day), boundaryGap: false },
    yAxis: axis(lang),
    series: [{
      type: 'line', step: 'end', symbol: 'none', data: days.map((day) => day.bal), lineStyle: { color: TIDE, width: 2 }, areaStyle: { color: TIDE, opacity: 0.12 },
      markPoint: { symbol: 'pin', symbolSize: 34, itemStyle: { color: '#c62828' }, label: { show: false }, data: points.map((mark) => ({ name: mark.name, coord: [dayOf(mark.at), byDay.get(dayOf(mark.at))] })) },
    }],
  }
}

function cumulated(minutes: Minute[], which: 'inflow' | 'outflow'): [string, number][] {
  let sum = 0
  return minutes.map((minute) => [`2000-01-01T${minute.minute}:00`, (sum += minute[which])])
}

/** Money in and out through the day, yesterday dashed. */
export function flows(wall: Wall, names: [string, string], lang: Two): EChartsCoreOption {
  const line = (name: string, data: [string, number][], color: string, dashed: boolean) => ({
    name, type: 'line', step: 'end', symbol: 'none', data, lineStyle: { color, width: dashed ? 1 : 3, type: dashed ? 'dashed' : 'solid', opacity: dashed ? 0.6 : 1 }, itemStyle: { color },
  })
  return {
    animation: false, backgroundColor: 'transparent', grid: GRID, tooltip: tip(lang), legend: { data: names, top: 0, right: 0 }, yAxis: axis(lang),
    xAxis: { type: 'time', min: '2000-01-01T00:00:00', max: '2000-01-02T00:00:00', axisLabel: { formatter: '{HH}:{mm}' } },
    series: [
      line(names[0], cumulated(wall.minutes, 'inflow'), '#3fbfb1', false), line(names[1], cumulated(wall.minutes, 'outflow'), '#f0a04b', false),
      line(`${names[0]} −1`, cumulated(wall.minutes_yesterday, 'inflow'), '#3fbfb1', true), line(`${names[1]} −1`, cumulated(wall.minutes_yesterday, 'outflow'), '#f0a04b', true),
    ],
  }
}

/** Today's change of deposits by organisation. */
export function branches(wall: Wall, lang: Two): EChartsCoreOption {
  const rows = [...wall.branches].reverse()
  return {
    animation: false, backgroundColor: 'transparent', grid: { ...GRID, top: 4 }, tooltip: tip(lang), xAxis: axis(lang), yAxis: { type: 'category', data: rows.map((row) => row.name) },
    series: [{ type: 'bar', barMaxWidth: 22, data: rows.map((row) => ({ value: row.change, itemStyle: { color: row.change < 0 ? '#f0a04b' : '#3fbfb1' } })) }],
  }
}

/** What falls due in the next 30 days. */
export function maturities(wall: Wall, names: [string, string, string], lang: Two): EChartsCoreOption {
  const bar = (name: string, key: 'loan' | 'deposit' | 'bill', color: string) => ({ name, type: 'bar', stack: 'due', data: wall.maturities.map((row) => row[key]), itemStyle: { color } })
  return {
    animation: false, backgroundColor: 'transparent', grid: GRID, tooltip: tip(lang), legend: { top: 0, right: 0 }, yAxis: axis(lang),
    xAxis: { type: 'category', data: wall.maturities.map((row) => row.day.slice(5)) },
    series: [bar(names[0], 'loan', '#f0a04b'), bar(names[1], 'deposit', '#3fbfb1'), bar(names[2], 'bill', '#79b2ff')],
  }
}
