"""Deploy Motia projects: a daemon, its command line and a local cloud."""

from importlib.metadata import version

__version__ = version("motiad")
