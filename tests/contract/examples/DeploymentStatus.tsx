import { useStreamItem } from '@motiadev/stream-client-react'
import type { DeploymentData } from './deployment'

export const DeploymentStatus = ({ deploymentId }: { deploymentId: string }) => {
  const { data: deployment } = useStreamItem<DeploymentData>({
    streamName: 'deployment-status',
    groupId: 'deployments',
    id: deploymentId,
  })

  if (!deployment) return <div>Loading...</div>

  return (
    <div>
      <p>Status: {deployment.status}</p>
      <progress value={deployment.progress} max="100" />
      <p>{deployment.message}</p>
      {deployment.error && <div className="error">{deployment.error}</div>}
    </div>
  )
}
