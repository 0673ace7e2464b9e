"""The one door to the keyring, and redaction."""

from motiad.secrets.api_keys import ApiKeys
from motiad.secrets.deployment_secrets import DeploymentVault
from motiad.secrets.redaction import make_redactor, make_value_redactor
from motiad.secrets.vault import PROMPT_DEADLINE, Vault

__all__ = ["PROMPT_DEADLINE", "ApiKeys", "DeploymentVault", "Vault", "make_redactor", "make_value_redactor"]
