"""Predictions: sealed before a run, resolved after it, and what they say of who made them."""
