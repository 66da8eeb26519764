"""What people type into pages of assessment."""
