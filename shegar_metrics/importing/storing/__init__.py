"""Writing into a data package, all or nothing; the journal, taking back, renaming of sources."""
