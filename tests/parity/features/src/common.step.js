const config = { type: 'api', name: 'CommonJs', method: 'GET', path: '/common', emits: [], flows: ['features'] }

const handler = async () => ({ status: 200, body: { common: true } })

module.exports = { config, handler }
