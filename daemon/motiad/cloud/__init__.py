"""The only code that knows Motia Cloud."""
