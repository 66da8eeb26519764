from mingtang.core.files.queries.reading import by_public_id, extracted, held, open_bytes
from mingtang.core.files.queries.serving import serve

__all__ = ["by_public_id", "extracted", "held", "open_bytes", "serve"]
