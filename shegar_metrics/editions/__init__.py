"""Editions: what one is made of, how it is published, compared and verified."""
