import { z } from 'zod'

export const config = {
  type: 'event',
  name: 'ReleaseRejected',
  description: 'Notes what customers wanted and we did not have',
  flows: ['order-desk'],
  subscribes: ['order.rejected'],
  emits: [],
  input: z.object({ orderId: z.string(), missing: z.array(z.string()) }),
}

export const handler = async ({ orderId, missing }, { logger, state }) => {
  for (const sku of missing) {
    const wished = (await state.get('missed-wishes', sku)) ?? 0
    await state.set('missed-wishes', sku, wished + 1)
  }
  logger.info('Order could not be served', { orderId, missing })
}
