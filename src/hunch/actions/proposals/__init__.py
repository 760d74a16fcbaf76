"""What to try next: what there is to try, what it is worth, what became of what was proposed."""
