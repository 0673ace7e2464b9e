"""API keys as the window keeps them: in the keyring, or in memory where there is none."""

from motiad.secrets import ApiKeys, Vault


class SavedKeys(ApiKeys):
    """Also says whether a key will last."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault)
        self._where = vault

    @property
    def lasting(self) -> bool:
        """Whether there is a keyring."""
        return self._where.kind == "keyring"
