"""How a start request names the cloud."""

_PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
_OCTET = r"25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]"
_LOOPBACK = rf"localhost|127(\.({_OCTET})){{3}}|\[::1\]"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = rf"{_LABEL}(\.{_LABEL}){{0,10}}"
_PATH = r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,2000}"

CLOUD_PATTERN = rf"^(local|motia|(http://({_LOOPBACK})|https://({_NAME}|\[::1\]))(:({_PORT}))?({_PATH})?)$"
"""`local`, `motia` or an API's URL: plain http on loopback alone; no user, query or fragment."""
