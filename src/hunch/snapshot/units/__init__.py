"""What changed between two snapshots, in units that people think in; `between.py` is where to begin."""
