import { Stream } from '@motiadev/stream-client-browser'
import type { DeploymentData } from '../examples/deployment'
import { watch } from '../examples/watch-browser'
import { address, deploymentId, protocols, record } from './recorder'

watch(address, deploymentId)

const client = new Stream(address, { protocols })
const item = client.subscribeItem<DeploymentData>('deployment-status', 'deployments', deploymentId)
item.addChangeListener((state) => record('data', state))
item.onEvent('error', (state) => record('error', state))

const group = client.subscribeGroup<DeploymentData>('deployment-status', 'deployments')
group.addChangeListener((states) => record('group', (states ?? []).map(({ id, status }) => ({ id, status }))))
