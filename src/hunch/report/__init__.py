"""The notebook: what is said, then how it is rendered."""
