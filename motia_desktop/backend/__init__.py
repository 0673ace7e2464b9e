"""Find, start and watch the daemon."""
