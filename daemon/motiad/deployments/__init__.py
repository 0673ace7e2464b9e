"""The heart, without I/O: events, the reducer, progress, the queue and the ports."""
