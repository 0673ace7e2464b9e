// Follows one item with the official Node stream client: prints "joined", then every state it hands out, one JSON a
// line, and ends with the terminal one. Arguments: address, deployment id.
import { Stream } from '@motiadev/stream-client-node'

const [address, deploymentId] = process.argv.slice(2)
const stream = new Stream(address)

stream.subscribeItem('deployment', deploymentId, 'data').addChangeListener((item) => {
  console.log(JSON.stringify(item))
  if (item && ['completed', 'failed'].includes(item.status)) process.exit(0)
})

// An item that does not exist yet is joined in silence. Its group answers, and joins are taken in order.
const group = stream.subscribeGroup('deployment', deploymentId)
const joined = () => {
  console.log('joined')
  group.removeChangeListener(joined)
}
group.addChangeListener(joined)
