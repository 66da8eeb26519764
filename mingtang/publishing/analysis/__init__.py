"""Texts as plain values: content and its hash, sanitised HTML, differences. Knows no Django."""
