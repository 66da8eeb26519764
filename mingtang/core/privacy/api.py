"""What other apps may use of privacy."""

from mingtang.core.privacy.models.fields import (
    EncryptedTextField,
    LookupHashField,
    keyed_hash,
    keyed_hashes,
)

__all__ = ["EncryptedTextField", "LookupHashField", "keyed_hash", "keyed_hashes"]
