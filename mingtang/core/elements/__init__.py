"""Forms made from data: the elements of a kind of information, or of a record."""
