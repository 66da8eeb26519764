"""Reading plain facts out of texts that people bring. Knows no Django."""
