"""Reading policy texts: numbers, dates, titles and what a text says of itself. Plain Python: no Django, no clock.

Everything here takes plain text in (no HTML; Markdown's marks do no harm) and is linear in its length.
"""
