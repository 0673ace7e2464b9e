import { Stream } from '@motiadev/stream-client-node'

const [address, deploymentId] = process.argv.slice(2)
const client = new Stream(address)
const subscription = client.subscribeItem('deployment-status', 'deployments', deploymentId)

subscription.addChangeListener((deployment) => {
  if (!deployment) return
  console.log('Status:', deployment.status, deployment.progress + '%')
  if (deployment.status === 'completed' || deployment.status === 'failed') {
    process.exitCode = deployment.status === 'completed' ? 0 : 1
    client.close()
  }
})
