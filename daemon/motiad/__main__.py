"""Run the command line: `python -m motiad`."""

from motiad.cli.main import main

main()
