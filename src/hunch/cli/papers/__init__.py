"""The commands behind `hunch paper`, one file each."""
