def config
  { type: 'event', name: 'Legacy', subscribes: ['x'], emits: [] }
end
