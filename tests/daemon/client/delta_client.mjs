// Another client of the extension, written from docs/stream-extension.md alone.
//
//   node delta_client.mjs PATH_OF_WS ADDRESS ID [deflate]     prints every state it has put together and proved
import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { constants, createInflateRaw } from 'node:zlib'

const [path, address, id, deflate] = process.argv.slice(2)
const { default: WebSocket } = await import(pathToFileURL(path).href)
const LOGS = ['buildLogs', 'uploadLogs', 'deployLogs']
let item = null
let stamp = null
let held = {}

const sorted = (value) =>
  value === null || typeof value !== 'object' ? value
  : Array.isArray(value) ? value.map(sorted)
  : Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))

const proof = ({ outputs, ...rest }) =>
  createHash('sha256').update(JSON.stringify(sorted(rest))).digest('hex').slice(0, 16)

const apply = ({ base, fields = {}, gone = [], rows = {}, logs = {}, hash }, timestamp) => {
  if (base !== undefined && base !== stamp) throw new Error(`base ${base}, not ${stamp}`)
  item = { ...(base === undefined ? {} : item), ...fields }
  for (const name of gone) delete item[name]
  for (const [name, changed] of Object.entries(rows))
    item[name] = item[name].map((row, index) => ({ ...row, ...changed[index] }))
  for (const name of LOGS) {
    const change = logs[name]
    if (!change && base !== undefined) continue
    const { omitted = 0, notice, after = 0, add = [] } = change ?? {}
    const old = held[name] ?? { omitted: 0, lines: [] }
    const kept = after > omitted ? old.lines.slice(omitted - old.omitted) : []
    if (omitted + kept.length !== after) throw new Error(`${name}: ${kept.length} lines kept of ${omitted} to ${after}`)
    held[name] = { omitted, lines: [...kept, ...add] }
    item[name] = [...(notice === undefined ? [] : [notice]), ...held[name].lines]
  }
  if (proof(item) !== hash) throw new Error(`hash ${proof(item)}, not ${hash}`)
  stamp = timestamp
}

const socket = new WebSocket(address)
const read = (text) => {
  const { timestamp, event } = JSON.parse(text)
  apply(event.data, timestamp)
  process.stdout.write(`${JSON.stringify(item)}\n`)
  if (['completed', 'failed'].includes(item.status)) socket.close()
}
const inflate = createInflateRaw({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH })
let text = ''
inflate.on('data', (chunk) => {
  text += chunk
  try {
    JSON.parse(text)
  } catch {
    return // the rest comes in the next chunk
  }
  const whole = text
  text = ''
  read(whole)
})
socket.on('message', (data, binary) => (binary ? inflate.write(data) : read(data)))
socket.on('open', () => {
  const extensions = { deltas: 1, deflate: deflate === 'deflate' }
  const data = { streamName: 'deployment-status', groupId: 'deployments', id, subscriptionId: 's', extensions }
  socket.send(JSON.stringify({ type: 'join', data }))
})
