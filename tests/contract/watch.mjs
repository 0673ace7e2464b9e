// Subscribes as it is told on stdin and prints one JSON line for each change, until stdin ends.
//
//   node watch.mjs ADDRESS [PROTOCOL…]
//   {"name": "a", "streamName": "…", "groupId": "…", "id": "…"}   without an id: the whole group
//   {"name": "a", "leave": true}
import { createInterface } from 'node:readline'
import { Stream } from '@motiadev/stream-client-node'
import { SteadyStream } from './examples/steady-stream.mjs'

const [address, ...protocols] = process.argv.slice(2)
const Client = process.env.STEADY ? SteadyStream : Stream
const client = new Client(address, protocols.length ? { protocols } : undefined)
const subscriptions = {}
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { name, leave, streamName, groupId, id } = JSON.parse(line)
    if (leave) {
      subscriptions[name].close()
      return say({ name: `${name} left`, state: true })
    }
    const subscription = id
      ? client.subscribeItem(streamName, groupId, id)
      : client.subscribeGroup(streamName, groupId)
    subscriptions[name] = subscription
    subscription.addChangeListener((state) => say({ name, state }))
    subscription.onEvent('error', (error) => say({ name: `${name} error`, state: error }))
    say({ name: `${name} asked`, state: true })
  })
  .on('close', () => process.exit(0))
