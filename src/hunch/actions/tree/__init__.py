"""The tree: what was decided and found, and all of it drawn together."""
