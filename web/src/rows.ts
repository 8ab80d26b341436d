/** Lists that are longer than an answer. The server's cursor counts rows, and rows come and go while somebody reads: so a longer list is always read
 * from its top, and a row that moved between two answers is shown once. */
export interface Page<T> {
  items: T[]
  next: string | null
}

const MOST = 200 // rows of an answer

/** The first `size` rows of a list; `next` is null where it ends. A search may be answered with fewer: the server looks through so many at a time. */
export async function firstRows<T, P extends Page<T>>(
  size: number,
  ask: (limit: number, cursor: string | null) => Promise<P>,
  idOf: (row: T) => string,
): Promise<P> {
  let page = await ask(Math.min(size, MOST), null)
  const rows = new Map(page.items.map((row) => [idOf(row), row]))
  for (let asked = MOST; asked < size && page.next; asked += MOST) {
    page = await ask(Math.min(size - asked, MOST), page.next)
    for (const row of page.items) rows.set(idOf(row), row)
  }
  return { ...page, items: [...rows.values()] }
}
