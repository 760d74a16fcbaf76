"""What exists: frozen structs and pure rules. No disk, no clock, no network, no printing."""
