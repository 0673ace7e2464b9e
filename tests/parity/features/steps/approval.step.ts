export const config = { type: 'noop', name: 'Approval', virtualSubscribes: ['a'], virtualEmits: ['b'], flows: ['features'] }
