declare const BUILT_FOR: string

export const config = { type: 'cron', name: 'Nightly', cron: '0 3 * * *', emits: [], flows: ['features'] }

export const handler = async () => BUILT_FOR
