"""Merging rows: what is added and replaced, what becomes a total, what the user has to choose."""
