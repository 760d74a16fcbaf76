"""Outside sources: adding them, what they claim, and what runs say of that."""
