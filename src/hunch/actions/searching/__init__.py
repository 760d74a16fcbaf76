"""Finding things again: what goes into the full-text index, and what comes out of it."""
