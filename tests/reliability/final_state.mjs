// The official Node client, one connection for each run:
//
//   node final_state.mjs ADDRESS     then ids of deployments on stdin; prints [id, message] for every state it is given
import { createInterface } from 'node:readline'
import { Stream } from '@motiadev/stream-client-node'

createInterface({ input: process.stdin })
  .on('line', (id) => {
    const client = new Stream(process.argv[2])
    client.subscribeItem('deployment-status', 'deployments', id).addChangeListener((state) => {
      if (!state) return
      process.stdout.write(`${JSON.stringify([id, state.message])}\n`)
      if (state.status === 'completed') client.close()
    })
  })
  .on('close', () => process.exit(0))
