"""Tells a repeated start from a conflicting one without keeping what was sent."""

import hashlib
import hmac
import json

from motiad.deployments.ports import DeploymentSecrets


def fingerprint(secrets: DeploymentSecrets, installation_key: bytes) -> str:
    """Return the hex HMAC-SHA256 of token and envs under the installation's own key."""
    canonical = json.dumps([secrets.token, sorted(secrets.envs.items())], ensure_ascii=True)
    return hmac.new(installation_key, canonical.encode(), hashlib.sha256).hexdigest()
