"""Files of strangers: opened with care, told apart, read as tables, JSON, XML or lines."""
