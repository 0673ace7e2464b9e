"""`python -m motia_desktop`."""

from motia_desktop.app import main

main()
