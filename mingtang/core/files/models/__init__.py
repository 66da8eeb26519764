from mingtang.core.files.models.contents import contents
from mingtang.core.files.models.stored_files import State, StoredFile

__all__ = ["State", "StoredFile", "contents"]
