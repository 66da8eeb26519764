"""Forms of the workbench, one file for each part of the work."""
