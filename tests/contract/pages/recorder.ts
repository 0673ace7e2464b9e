// Tells the test server what the page saw, in order: one request after the other.
const query = new URLSearchParams(location.search)

export const address = query.get('address')!
export const deploymentId = query.get('deployment')!
export const protocols = query.get('protocols')?.split(' ')

let last: Promise<unknown> = Promise.resolve()

export const record = (what: string, state: unknown) => {
  const body = JSON.stringify({ name: `${query.get('name')} ${what}`, state })
  last = last.then(() => fetch('/seen', { method: 'POST', body }))
}

addEventListener('error', (event) => record('error', event.message))
addEventListener('unhandledrejection', (event) => record('error', String(event.reason)))
const { log, error } = console
console.log = (...words) => {
  log(...words)
  record('logged', words.join(' '))
}
console.error = (...words) => {
  error(...words)
  record('error', words.join(' '))
}
