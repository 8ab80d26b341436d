/** A table that is too wide for a phone: there each row stands upright, each value beside the heading of its column. */
import type { Directive } from 'vue'

function label(table: HTMLTableElement): void {
  const headings = [...table.tHead!.rows[0].cells].map((one) => one.textContent ?? '')
  for (const row of table.tBodies[0].rows) {
    for (const cell of [...row.cells].slice(1)) cell.dataset.label = headings[cell.cellIndex]
  }
}

export const vUpright: Directive<HTMLTableElement> = {
  mounted(table) {
    table.classList.add('upright')
    label(table)
  },
  updated: label,
}
