"""Rules told facts and dates; no Django."""
