"""Doors: who sees and does what with plans, tasks and records."""
