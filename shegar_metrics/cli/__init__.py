"""The command ``shegar-metrics``."""
