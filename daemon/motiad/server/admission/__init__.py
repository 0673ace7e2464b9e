"""The admission rules, one file each (`security-reliability.md`, section 1)."""
