"""Text, numbered paragraphs and tables out of files. Plain Python: no Django, no network, limits everywhere."""

from mingtang.core.files.parsing.docx_html import Imported, docx_to_html
from mingtang.core.files.parsing.pdf import EncryptedPdf, opened_pdf
from mingtang.core.files.parsing.reading import laid_out, text_of
from mingtang.core.files.parsing.shapes import Cell, Extracted, Hidden, Paragraph, Table

__all__ = [
    "Cell",
    "EncryptedPdf",
    "Extracted",
    "Hidden",
    "Imported",
    "Paragraph",
    "Table",
    "docx_to_html",
    "laid_out",
    "opened_pdf",
    "text_of",
]
