"""Reading stocks of existing documents. Knows no Django."""
