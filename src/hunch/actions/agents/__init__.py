"""Files by which coding agents are told how to work here: what they say, and how they are kept up to date."""
