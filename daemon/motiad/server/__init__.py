"""The aiohttp server: routes, the stream hub, the admission guard."""
