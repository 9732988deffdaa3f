"""One file for each system's export."""
