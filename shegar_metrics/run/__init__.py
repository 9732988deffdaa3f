"""Make a report: check, execute, export, publish."""
