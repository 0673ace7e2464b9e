import { MotiaStreamProvider, useStreamGroup, useStreamItem } from '@motiadev/stream-client-react'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import type { DeploymentData } from '../examples/deployment'
import { DeploymentStatus } from '../examples/DeploymentStatus'
import { address, deploymentId, protocols, record } from './recorder'

const Recorder = () => {
  const { data } = useStreamItem<DeploymentData>({
    streamName: 'deployment-status',
    groupId: 'deployments',
    id: deploymentId,
  })
  const { data: group } = useStreamGroup<DeploymentData>({ streamName: 'deployment-status', groupId: 'deployments' })
  useEffect(() => {
    if (data) record('data', data)
  }, [data])
  useEffect(() => record('group', group.map(({ id, status }) => ({ id, status }))), [group])
  return null
}

const shown = document.getElementById('shown')!

new MutationObserver(() =>
  record('shown', {
    lines: [...shown.querySelectorAll('p')].map((line) => line.textContent),
    progress: shown.querySelector('progress')?.value ?? null,
    error: shown.querySelector('.error')?.textContent ?? null,
    loading: shown.textContent === 'Loading...',
  }),
).observe(shown, { attributes: true, characterData: true, childList: true, subtree: true })

createRoot(shown).render(
  <MotiaStreamProvider address={address} protocols={protocols}>
    <DeploymentStatus deploymentId={deploymentId} />
    <Recorder />
  </MotiaStreamProvider>,
)
