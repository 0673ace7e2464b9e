"""A stand-in for Motia Cloud that needs no account. Imports nothing of ours."""
