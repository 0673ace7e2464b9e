"""A project folder in, bundles out."""
