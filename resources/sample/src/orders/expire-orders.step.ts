import type { CronConfig, CronHandler } from 'motia'
import { allOrders, saveOrder } from '../services/order-book'

export const config: CronConfig = {
  type: 'cron',
  name: 'ExpireOrders',
  description: 'Gives up on orders that were never decided',
  flows: ['order-desk'],
  cron: '0 * * * *', // every hour, on the hour
  emits: [],
}

export const handler: CronHandler = async ({ logger, state, streams }) => {
  const hours = Number(process.env.ORDER_EXPIRY_HOURS ?? 48)
  const oldest = Date.now() - hours * 60 * 60 * 1000
  const stale = (await allOrders(state)).filter(
    (order) => order.status === 'placed' && Date.parse(order.placedAt) < oldest,
  )

  for (const order of stale) {
    const expired = { ...order, status: 'expired' as const }
    await saveOrder(state, expired)
    await streams.orders.set('all', order.id, expired)
  }
  logger.info('Orders expired', { count: stale.length, hours })
}
