"""``python -m shegar_metrics`` is the command ``shegar-metrics``."""

from .cli.app import main

if __name__ == "__main__":
    main()
