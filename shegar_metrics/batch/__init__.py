"""Many editions at once: all municipalities of a region, all years, on many processes."""
