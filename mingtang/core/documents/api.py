"""PDF, docx and CSV out: what other apps may use."""

from mingtang.core.documents.blocks import Block, blocks
from mingtang.core.documents.csv_table import csv_answer, plain_cell
from mingtang.core.documents.docx import Meta, docx
from mingtang.core.documents.pdf import MayNotPrint, marks, pdf, qr

__all__ = ["Block", "MayNotPrint", "Meta", "blocks", "csv_answer", "docx", "marks", "pdf", "plain_cell", "qr"]
