"""Measured indicators: their shape. The trades supply the functions, `config/wiring.py` lists them."""
