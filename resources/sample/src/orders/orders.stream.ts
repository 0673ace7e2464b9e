import type { StreamConfig } from 'motia'
import { orderSchema } from '../services/order-book'

export const config: StreamConfig = {
  name: 'orders',
  schema: orderSchema,
  baseConfig: { storageType: 'default' },
}
