"""Acts of the workbench that put together what several forms of one page say."""
