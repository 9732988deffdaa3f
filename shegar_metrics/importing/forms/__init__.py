"""Our own forms: what they ask, empty workbooks, and what a clerk has filled in."""
