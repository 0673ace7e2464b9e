"""`python -m motia_desktop`."""

from motia_desktop.start import main

main()
