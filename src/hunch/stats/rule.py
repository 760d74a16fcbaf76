"""The version of the rules by which verdicts are found."""

RULE = 2
"""What was derived under another one is derived anew."""
