"""Questions, ideas, baselines: what research is at."""
