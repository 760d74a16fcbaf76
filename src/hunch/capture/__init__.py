"""A process as it runs: console, params, environment, hardware. Handed open descriptors; knows no journal."""
