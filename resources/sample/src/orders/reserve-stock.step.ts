import type { EventConfig, EventHandler } from 'motia'
import { z } from 'zod'
import { findOrder, saveOrder } from '../services/order-book'
import { takeFromShelf } from '../services/stock'

const inputSchema = z.object({ orderId: z.string() })

export const config: EventConfig = {
  type: 'event',
  name: 'ReserveStock',
  description: 'Takes the goods of a new order off the shelf',
  flows: ['order-desk'],
  subscribes: ['order.placed'],
  emits: ['order.confirmed', 'order.rejected'],
  input: inputSchema,
  infrastructure: {
    handler: { ram: 512, timeout: 30 },
    queue: { type: 'fifo', maxRetries: 3, visibilityTimeout: 60, delaySeconds: 0 },
  },
}

export const handler: EventHandler<z.infer<typeof inputSchema>> = async ({ orderId }, { emit, logger, state, streams }) => {
  const order = await findOrder(state, orderId)
  if (order?.status !== 'placed') {
    logger.warn('Nothing to reserve', { orderId, status: order?.status })
    return
  }

  const missing = await takeFromShelf(state, order.lines)
  const decided = { ...order, status: missing.length > 0 ? ('rejected' as const) : ('confirmed' as const) }
  await saveOrder(state, decided)
  await streams.orders.set('all', orderId, decided)

  if (decided.status === 'rejected') {
    await emit({ topic: 'order.rejected', data: { orderId, missing } })
  } else {
    const { customer, email, totalCents } = decided
    await emit({ topic: 'order.confirmed', data: { orderId, customer, email, totalCents } })
  }
  logger.info('Order decided', { orderId, status: decided.status, missing })
}
