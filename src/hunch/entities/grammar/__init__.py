"""How a hunch reads and prints, and what is held against it before it is sealed."""
