"""Doors of assessment, and what the database refuses."""
