"""The HTTP routes (`interfaces.md`, "HTTP and WebSocket"): handlers return models or raise."""
