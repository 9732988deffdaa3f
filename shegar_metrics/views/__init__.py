"""What a reader sees: wording, prose, tables and figures, as cells of a notebook."""
