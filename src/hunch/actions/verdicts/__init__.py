"""Comparisons: from recorded runs to what may be said of them."""
