// The official framework's stream server, publishing as it is told on stdin:
//
//   node official_server.mjs NODE_MODULES
//   {"size": 4096, "rate": 50, "seconds": 3}     rate 0: flooding
//
// Prints {"port"} first, then for each order {"published", "cpu", "encoded"}: CPU seconds of the whole process.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

// The package's one entry does not hand `createSocketServer` out; its `createServer` takes it from the file below. The
// entry is loaded as well (BARE=1: it is not), as in every program that has this server: there is no other way to it.
const core = `${pathToFileURL(process.argv[2]).href}/@motiadev/core/dist`
if (!process.env.BARE) await import(`${core}/index.mjs`)
const { createSocketServer } = await import(`${core}/src/socket-server.mjs`)
const name = { streamName: 'deployment-status', groupId: 'deployments', id: 'd1' }
let item = { id: 'd1', status: 'building', phase: 'build', progress: 0, message: '', buildLogs: [] }
const server = createServer()
const { pushEvent } = createSocketServer({ server, onJoin: async () => item, onJoinGroup: async () => [item] })
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const now = () => process.hrtime.bigint()

const publish = ({ size, rate, seconds }) => {
  const line = 'x'.repeat(63)
  const buildLogs = Array.from({ length: Math.floor((size - 300) / 66) }, () => line)
  const before = process.cpuUsage()
  const begin = now()
  const end = begin + BigInt(Math.round(seconds * 1e9))
  let published = 0
  const one = () => {
    item = { ...item, progress: published % 33, message: `${now()}`, buildLogs }
    pushEvent({ ...name, event: { type: 'update', data: item } })
    published += 1
  }
  const finish = () => {
    const { user, system } = process.cpuUsage(before)
    say({ published, cpu: (user + system) / 1e6, encoded: published })
  }
  const next = () => {
    if (now() >= end) return finish()
    one()
    if (rate === 0) return setImmediate(next)
    const due = begin + BigInt(Math.round((published * 1e9) / rate))
    setTimeout(next, Math.max(0, Number(due - now()) / 1e6))
  }
  next()
}

createInterface({ input: process.stdin })
  .on('line', (line) => publish(JSON.parse(line)))
  .on('close', () => process.exit(0))
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }))
