"""The migrations of publishing, and one that a later version might bring: it alters the table of editions."""

from pathlib import Path

from mingtang.publishing import migrations

__path__.append(str(Path(migrations.__file__).parent))
