"""Exports of other systems into the data package: read, merged, shown, stored all or nothing."""
