import type { ApiHandler, ApiRouteConfig } from 'motia'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Order, orderLineSchema, orderSchema, priceOf, saveOrder, unknownGoods } from '../services/order-book'

const bodySchema = z.object({
  customer: z.string().min(1),
  email: z.email(),
  lines: z.array(orderLineSchema).min(1),
})

export const config: ApiRouteConfig = {
  type: 'api',
  name: 'CreateOrder',
  description: 'Takes an order and puts it on its way',
  flows: ['order-desk'],
  method: 'POST',
  path: '/orders',
  bodySchema,
  responseSchema: {
    201: orderSchema,
    400: z.object({ error: z.string() }),
  },
  emits: ['order.placed'],
}

export const handler: ApiHandler = async (request, { emit, logger, state, streams }) => {
  const body = bodySchema.safeParse(request.body)
  if (!body.success) {
    return { status: 400, body: { error: z.prettifyError(body.error) } }
  }
  const unknown = unknownGoods(body.data.lines)
  if (unknown.length > 0) {
    return { status: 400, body: { error: `We do not sell ${unknown.join(', ')}` } }
  }

  const order: Order = {
    ...body.data,
    id: randomUUID(),
    totalCents: priceOf(body.data.lines),
    status: 'placed',
    placedAt: new Date().toISOString(),
  }
  await saveOrder(state, order)
  await streams.orders.set('all', order.id, order)
  await emit({ topic: 'order.placed', data: { orderId: order.id } })
  logger.info('Order placed', { orderId: order.id, totalCents: order.totalCents })
  return { status: 201, body: order }
}
