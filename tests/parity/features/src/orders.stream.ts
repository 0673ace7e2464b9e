import { z } from 'zod'

export const config = {
  name: 'orders',
  schema: z.object({ id: z.string() }),
  baseConfig: { storageType: 'default' },
}
