"""The one door to the keyring, and redaction."""
