"""The tables of privacy, and the fields that other apps' tables use."""
