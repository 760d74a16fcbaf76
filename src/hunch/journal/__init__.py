"""Keeping it: the append-only journal, its index, run folders, configuration, every path in one file."""
