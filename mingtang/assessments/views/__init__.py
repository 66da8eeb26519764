"""Pages of assessment on the desk."""
