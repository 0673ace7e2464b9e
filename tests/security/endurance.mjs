// The official Node client under orders, one JSON line each, until stdin ends:
//
//   node endurance.mjs ADDRESS
//   {"watch": {"streamName": "…", "groupId": "…", "id": "…"}}   without an id: the whole group
//   {"leave": {"streamName": "…", "groupId": "…", "id": "…"}}   ends what was watched so
//   {"raw": "…"}                                                sent as it is over the client's own socket
//
// Prints a line for each state, {"id", "status", "message"}, and for each error event, {"error"}. Whatever the client
// does not catch ends the process, as it would end its user's.
import { createInterface } from 'node:readline'
import { SteadyStream } from './examples/steady-stream.mjs'

let socket
class Watched extends SteadyStream {
  createSocket() {
    socket = super.createSocket()
    return socket
  }
}

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
const client = new Watched(process.argv[2])
const subscriptions = new Map()
const key = ({ streamName, groupId, id }) => JSON.stringify([streamName, groupId, id])
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { watch, leave, raw } = JSON.parse(line)
    if (leave) {
      subscriptions.get(key(leave))?.close()
      subscriptions.delete(key(leave))
      return
    }
    if (raw !== undefined) {
      if (socket.ws.readyState === 1) socket.ws.send(raw)
      return
    }
    const { streamName, groupId, id } = watch
    const followed = id ? client.subscribeItem(streamName, groupId, id) : client.subscribeGroup(streamName, groupId)
    subscriptions.set(key(watch), followed)
    followed.addChangeListener((state) => state && id && say({ id: state.id, status: state.status, message: state.message }))
    followed.onEvent('error', (error) => say({ error }))
  })
  .on('close', () => process.exit(0))
