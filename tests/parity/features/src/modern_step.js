import { hostname } from 'node:os'

export const config = { type: 'api', name: 'EsModule', method: 'POST', path: '/modern', emits: [], flows: ['features'] }

export const handler = async () => ({ status: 200, body: { host: hostname() } })
