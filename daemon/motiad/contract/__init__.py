"""The wire: pydantic models and error codes, nothing else."""
