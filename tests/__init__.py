"""The tests. A console that they look at is as wide as they say, or as their output."""

import os

# Readline, which pytest imports, leaves the size of the terminal to the processes that it starts;
# a console takes it when it is made, and for good.
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)
