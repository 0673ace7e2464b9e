"""The three phases in order; talks to ports only."""
