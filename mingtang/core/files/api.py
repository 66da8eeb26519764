"""What other apps may use. Files have no public address: the owning app checks who may see one, then serves it."""

from mingtang.core.files.detection import FileType, identify
from mingtang.core.files.models import State, StoredFile
from mingtang.core.files.parsing import (
    Cell,
    Extracted,
    Hidden,
    Imported,
    Paragraph,
    Table,
    docx_to_html,
    laid_out,
    text_of,
)
from mingtang.core.files.permissions import MayNotOpen, opening_refusals
from mingtang.core.files.queries import by_public_id, extracted, held, open_bytes, serve
from mingtang.core.files.services import (
    FileCondemned,
    MayNotReceive,
    MayNotRelease,
    MayNotRescan,
    condemn,
    erase,
    receive,
    release_from_quarantine,
    release_refusals,
    rescan,
)

__all__ = [
    "Cell",
    "Extracted",
    "FileCondemned",
    "FileType",
    "Hidden",
    "Imported",
    "MayNotOpen",
    "MayNotReceive",
    "MayNotRelease",
    "MayNotRescan",
    "Paragraph",
    "State",
    "StoredFile",
    "Table",
    "by_public_id",
    "condemn",
    "docx_to_html",
    "erase",
    "extracted",
    "held",
    "identify",
    "laid_out",
    "open_bytes",
    "opening_refusals",
    "receive",
    "release_from_quarantine",
    "release_refusals",
    "rescan",
    "serve",
    "text_of",
]
