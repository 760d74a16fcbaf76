"""A run again, under other seeds, each in a folder of its own."""
