"""Code as it was: our own git store, restoring from it, and what changed between two snapshots."""
