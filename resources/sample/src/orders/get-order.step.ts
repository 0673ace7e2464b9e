import type { ApiHandler, ApiRouteConfig } from 'motia'
import { z } from 'zod'
import { findOrder, orderSchema } from '../services/order-book'

export const config: ApiRouteConfig = {
  type: 'api',
  name: 'GetOrder',
  description: 'Answers one order',
  flows: ['order-desk'],
  method: 'GET',
  path: '/orders/:id',
  responseSchema: {
    200: orderSchema,
    404: z.object({ error: z.string() }),
  },
  emits: [],
}

export const handler: ApiHandler = async (request, { state }) => {
  const { id } = request.pathParams
  const order = await findOrder(state, id)
  return order ? { status: 200, body: order } : { status: 404, body: { error: `There is no order ${id}` } }
}
