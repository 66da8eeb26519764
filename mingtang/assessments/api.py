"""What others may use."""
