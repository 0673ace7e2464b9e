"""How any program talks to a running daemon: discovery, REST and the stream."""
