/** Lists that grow as somebody asks for more. */
import { ref } from 'vue'
import { get } from './api'
import { answered, type Fetched } from './live'
import { firstRows, type Page } from './rows'

/** `firstRows` of a path that has its query already. */
export const firstOf = <T, P extends Page<T>>(
  size: number,
  path: string,
  idOf: (row: T) => string,
  byItself = false,
): Promise<P> =>
  firstRows<T, P>(
    size,
    (limit, cursor) => get<P>(`${path}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`, byItself),
    idOf,
  )

/** A list that grows by `step` rows; `anew`: after its path has changed. `path`: null where there is nothing to ask. */
export function growing<T, P extends Page<T>>(
  path: () => string | null,
  idOf: (row: T) => string,
  step: number,
  everySeconds = 0,
): Fetched<P> & { more: () => Promise<void>; anew: () => Promise<void> } {
  const size = ref(step)
  const list = answered<P>((byItself) => {
    const asked = path()
    return asked === null ? null : firstOf<T, P>(size.value, asked, idOf, byItself)
  }, everySeconds)
  function to(rows: number): Promise<void> {
    size.value = rows
    return list.load()
  }
  return { ...list, more: () => to(size.value + step), anew: () => to(step) }
}
