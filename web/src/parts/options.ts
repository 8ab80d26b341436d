/** What the charts draw. */
import type { EChartsCoreOption } from 'echarts/core'
import { dayOf, money } from '../format'
import type { Day, Minute, Severity, Two, Wall } from '../types'

const TIDE = '#2aa198'
const OUT = '#e08a2e'
const LEVELS: Record<Severity, { color: string; symbol: string }> = {
  P1: { color: '#d64545', symbol: 'triangle' },
  P2: { color: '#e07a1f', symbol: 'diamond' },
  P3: { color: '#b08c00', symbol: 'circle' },
  P4: { color: '#3b82d6', symbol: 'emptyCircle' },
}

/** A moment to be marked on a balance: where, what, how urgent. */
export interface Moment {
  at: number
  name: string
  level: Severity
}

function base(top: number): object {
  return {
    animation: false,
    backgroundColor: 'transparent',
    grid: { left: 4, right: 26, top, bottom: 4, containLabel: true },
  }
}

function axis(lang: Two, size = 12): object {
  return {
    type: 'value',
    scale: true,
    axisLabel: { formatter: (fen: number) => money(fen, lang), fontSize: size, hideOverlap: true },
    splitNumber: 4,
    splitLine: { lineStyle: { opacity: 0.25 } },
  }
}

function tip(lang: Two): object {
  return { trigger: 'axis', confine: true, valueFormatter: (fen: unknown) => money(fen as number, lang) }
}

const CLOSE = 0.12 // of the width: words of moments that lie closer would lie on each other
const BESIDE = [0, -18, 18] // px, by how many words are there already

/** A customer's balance by day, with moments marked on it. */
export function balance(days: Day[], moments: Moment[], lang: Two, dark: boolean): EChartsCoreOption {
  const byDay = new Map(days.map((day) => [day.day, day.bal]))
  const place = new Map(days.map((day, i) => [day.day, i / days.length]))
  const at = (one: Moment) => place.get(dayOf(one.at)) ?? 0
  const side = (one: Moment, i: number) => (at(one) > 0.82 ? 'left' : i % 2 ? 'bottom' : 'top')
  const shown = moments.filter((one) => byDay.has(dayOf(one.at)))
  const crowd = (one: Moment, i: number) => shown.slice(0, i).filter((other) => Math.abs(at(other) - at(one)) < CLOSE)
  const marks = shown.map((one, i) => ({
    name: one.name,
    coord: [dayOf(one.at), byDay.get(dayOf(one.at))],
    symbol: LEVELS[one.level].symbol,
    itemStyle: { color: LEVELS[one.level].color, borderColor: dark ? '#182023' : '#fff', borderWidth: 1.5 },
    label: {
      show: moments.length <= 4,
      formatter: one.name,
      position: side(one, i),
      offset: [0, BESIDE[crowd(one, i).length] ?? 0],
      color: dark ? '#e8edef' : '#14181b',
      textBorderColor: dark ? '#182023' : '#fff',
      textBorderWidth: 3,
      fontSize: 11,
    },
  }))
  return {
    ...base(30),
    tooltip: tip(lang),
    xAxis: {
      type: 'category',
      data: days.map((day) => day.day),
      boundaryGap: false,
      axisLabel: { formatter: (day: string) => day.slice(2, 10), hideOverlap: true },
    },
    yAxis: axis(lang),
    series: [
      {
        type: 'line',
        step: 'end',
        symbol: 'none',
        data: days.map((day) => day.bal),
        lineStyle: { color: TIDE, width: 2 },
        areaStyle: { color: TIDE, opacity: 0.12 },
        markPoint: { symbolSize: 13, data: marks, tooltip: { formatter: '{b}' } },
      },
    ],
  }
}

/** One figure by day. */
export function trend(series: { day: string; value: number }[], written: (value: number) => string): EChartsCoreOption {
  return {
    ...base(12),
    tooltip: { trigger: 'axis', confine: true, valueFormatter: (value: unknown) => written(value as number) },
    xAxis: {
      type: 'category',
      data: series.map((one) => one.day),
      boundaryGap: false,
      axisLabel: { formatter: (day: string) => day.slice(5), hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitNumber: 3,
      axisLabel: { formatter: written },
      splitLine: { lineStyle: { opacity: 0.25 } },
    },
    series: [
      {
        type: 'line',
        symbol: 'none',
        data: series.map((one) => one.value),
        lineStyle: { color: TIDE, width: 2 },
        areaStyle: { color: TIDE, opacity: 0.12 },
      },
    ],
  }
}

function cumulated(minutes: Minute[], which: 'inflow' | 'outflow'): [string, number][] {
  let sum = 0
  return minutes.map((minute) => [`2000-01-01T${minute.minute}:00`, (sum += minute[which])])
}

/** Money in and out through the day, yesterday dashed. */
export function flows(wall: Wall, names: [string, string], lang: Two): EChartsCoreOption {
  const line = (name: string, data: [string, number][], color: string, dashed: boolean) => ({
    name,
    type: 'line',
    step: 'end',
    symbol: 'none',
    data,
    lineStyle: { color, width: dashed ? 2 : 4, type: dashed ? 'dashed' : 'solid', opacity: dashed ? 0.6 : 1 },
    itemStyle: { color },
  })
  return {
    ...base(40),
    tooltip: tip(lang),
    legend: { data: names, top: 0, right: 0, textStyle: { fontSize: 18 } },
    yAxis: axis(lang, 18),
    xAxis: {
      type: 'time',
      min: '2000-01-01T08:00:00',
      max: '2000-01-01T18:00:00',
      axisLabel: { formatter: '{HH}:{mm}', fontSize: 18, hideOverlap: true },
    },
    series: [
      line(names[0], cumulated(wall.minutes, 'inflow'), '#3fbfb1', false),
      line(names[1], cumulated(wall.minutes, 'outflow'), '#f0a04b', false),
      line(`${names[0]} −1`, cumulated(wall.minutes_yesterday, 'inflow'), '#3fbfb1', true),
      line(`${names[1]} −1`, cumulated(wall.minutes_yesterday, 'outflow'), '#f0a04b', true),
    ],
  }
}

/** Today's change of deposits by organisation. */
export function branches(wall: Wall, lang: Two): EChartsCoreOption {
  const rows = [...wall.branches].reverse()
  const span = Math.max(1, ...rows.map((row) => Math.abs(row.change))) // room on both sides for what the bars say
  return {
    ...base(4),
    tooltip: tip(lang),
    xAxis: {
      ...axis(lang, 16),
      scale: false,
      splitNumber: 2,
      axisLabel: { show: false },
      splitLine: { show: false },
      min: -span * 2,
      max: span * 2,
    },
    yAxis: {
      type: 'category',
      data: rows.map((row) => row.name),
      axisLabel: { fontSize: 19 },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 26,
        label: {
          show: true,
          color: '#e8edef',
          fontSize: 18,
          formatter: (bar: { value: number }) => money(bar.value, lang),
        },
        data: rows.map((row) => ({
          value: row.change,
          itemStyle: { color: row.change < 0 ? OUT : TIDE },
          label: { position: row.change < 0 ? 'left' : 'right' },
        })),
      },
    ],
  }
}

function next30(clock: number): string[] {
  return Array.from({ length: 30 }, (_, i) => dayOf(clock + (i + 1) * 86_400_000))
}

/** What falls due in the next 30 days, every day of them on the axis. */
export function maturities(wall: Wall, names: [string, string, string], lang: Two): EChartsCoreOption {
  const days = next30(wall.clock)
  const on = new Map(wall.maturities.map((row) => [row.day, row]))
  const bar = (name: string, key: 'loan' | 'deposit' | 'bill', color: string) => ({
    name,
    type: 'bar',
    stack: 'due',
    barMinHeight: 3,
    data: days.map((day) => on.get(day)?.[key] || null),
    itemStyle: { color },
  })
  return {
    ...base(40),
    tooltip: tip(lang),
    legend: { top: 0, right: 0, textStyle: { fontSize: 18 } },
    yAxis: { ...axis(lang, 17), scale: false },
    xAxis: { type: 'category', data: days.map((day) => day.slice(5)), axisLabel: { fontSize: 17, hideOverlap: true } },
    series: [bar(names[0], 'loan', '#f0a04b'), bar(names[1], 'deposit', '#3fbfb1'), bar(names[2], 'bill', '#79b2ff')],
  }
}
