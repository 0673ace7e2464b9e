import { z } from 'zod'

export const config = {
  type: 'event',
  name: 'PathsAndIncludedFiles',
  description: 'brings a file along, and uses a path of tsconfig.json: not at its top, where upstream cannot read it',
  subscribes: ['order.placed'],
  emits: [],
  flows: ['features'],
  input: z.object({ id: z.string().describe('the order'), at: z.iso.datetime().optional() }),
  includeFiles: ['./mail/*.html'],
}

export const handler = async () => {
  const { topics } = await import('@lib/topics')
  return topics.placed
}
