import { Stream } from '@motiadev/stream-client-browser'
import type { DeploymentData } from './deployment'

export const watch = (address: string, deploymentId: string) => {
  const client = new Stream(address)
  const subscription = client.subscribeItem<DeploymentData>('deployment-status', 'deployments', deploymentId)

  subscription.addChangeListener((deployment) => {
    if (!deployment) return
    console.log('Status:', deployment.status, deployment.progress + '%')
  })
}
