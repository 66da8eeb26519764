"""PDF and docx out: what other apps may use."""

from mingtang.core.documents.blocks import Block, blocks
from mingtang.core.documents.docx import Meta, docx
from mingtang.core.documents.pdf import MayNotPrint, marks, pdf, qr

__all__ = ["Block", "MayNotPrint", "Meta", "blocks", "docx", "marks", "pdf", "qr"]
