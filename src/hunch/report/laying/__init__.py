"""Each section of a report, laid out from what it says: a module a section."""
