import type { State } from 'motia'
import { z } from 'zod'

export const orderLineSchema = z.object({
  sku: z.string().min(1),
  quantity: z.number().int().min(1).max(100),
})

export const orderSchema = z.object({
  id: z.string(),
  customer: z.string(),
  email: z.string(),
  lines: z.array(orderLineSchema),
  totalCents: z.number().int(),
  status: z.enum(['placed', 'confirmed', 'rejected', 'expired']),
  placedAt: z.string(),
})

export type OrderLine = z.infer<typeof orderLineSchema>
export type Order = z.infer<typeof orderSchema>

const ORDERS = 'orders'

const PRICES_IN_CENTS: Record<string, number> = {
  'coffee-250g': 790,
  'coffee-1kg': 2690,
  'filter-paper': 350,
  'hand-grinder': 8900,
}

/** Goods we do not know the price of, so that the customer hears about all of them at once. */
export const unknownGoods = (lines: OrderLine[]): string[] =>
  lines.map((line) => line.sku).filter((sku) => !(sku in PRICES_IN_CENTS))

export const priceOf = (lines: OrderLine[]): number =>
  lines.reduce((total, line) => total + PRICES_IN_CENTS[line.sku] * line.quantity, 0)

export const findOrder = (state: State, id: string): Promise<Order | null> => state.get<Order>(ORDERS, id)

export const allOrders = (state: State): Promise<Order[]> => state.getGroup<Order>(ORDERS)

export const saveOrder = (state: State, order: Order): Promise<Order> => state.set(ORDERS, order.id, order)
