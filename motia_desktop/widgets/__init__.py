"""Generic pieces that know no store."""
