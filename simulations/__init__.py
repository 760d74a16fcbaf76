"""The promises of the statistics, held by simulation: `make simulate` runs all of it, `make test` a fast part."""
