import type { State } from 'motia'
import type { OrderLine } from './order-book'

const STOCK = 'stock'

const OPENING_STOCK: Record<string, number> = {
  'coffee-250g': 120,
  'coffee-1kg': 40,
  'filter-paper': 300,
  'hand-grinder': 6,
}

/** How many of each article are on the shelf. */
export const readShelf = async (state: State): Promise<Record<string, number>> => ({
  ...OPENING_STOCK,
  ...(await state.get<Record<string, number>>(STOCK, 'shelf')),
})

/** Take an order's goods off the shelf, all or nothing; returns the articles there are too few of. */
export const takeFromShelf = async (state: State, lines: OrderLine[]): Promise<string[]> => {
  const shelf = await readShelf(state)
  const missing = lines.filter((line) => (shelf[line.sku] ?? 0) < line.quantity).map((line) => line.sku)
  if (missing.length > 0) {
    return missing
  }
  for (const line of lines) {
    shelf[line.sku] -= line.quantity
  }
  await state.set(STOCK, 'shelf', shelf)
  return []
}
