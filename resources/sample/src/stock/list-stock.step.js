import { z } from 'zod'
import { readShelf } from '../services/stock'

export const config = {
  type: 'api',
  name: 'ListStock',
  description: 'What is on the shelves',
  flows: ['order-desk'],
  method: 'GET',
  path: '/stock',
  queryParams: [{ name: 'below', description: 'Only articles of which there are fewer than this' }],
  responseSchema: { 200: z.object({ stock: z.record(z.string(), z.number()) }) },
  emits: [],
}

export const handler = async (request, { state }) => {
  const below = Number(request.queryParams.below ?? Number.POSITIVE_INFINITY)
  const shelf = Object.entries(await readShelf(state))
  return { status: 200, body: { stock: Object.fromEntries(shelf.filter(([, count]) => count < below)) } }
}
