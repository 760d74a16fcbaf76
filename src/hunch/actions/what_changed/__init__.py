"""What changes hang together, and which of them moved a metric."""
