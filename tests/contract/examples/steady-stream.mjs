import { Stream } from '@motiadev/stream-client-node'

export class SteadyStream extends Stream {
  createSocket() {
    const socket = super.createSocket()
    socket.ws.on('error', (error) => console.error(`The stream is away: ${error.code ?? error.message}`))
    return socket
  }
}
