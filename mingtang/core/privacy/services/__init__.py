"""The acts of privacy: showing a protected text to someone with a purpose, and changing the keys."""
