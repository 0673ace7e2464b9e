export const topics = { placed: 'order.placed' } as const
