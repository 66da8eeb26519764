"""What a file is, told by its content, and whether it may be kept. No Django here."""

from mingtang.core.files.detection.identification import identify
from mingtang.core.files.detection.kinds import FileType
from mingtang.core.files.detection.names import tidy_name

__all__ = ["FileType", "identify", "tidy_name"]
