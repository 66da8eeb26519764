"""What other apps may use of privacy."""

from mingtang.core.privacy.models.fields import (
    EncryptedTextField,
    LookupHashField,
    Protected,
    keyed_hash,
    keyed_hashes,
    seal,
    unseal,
)
from mingtang.core.privacy.models.masking import masked
from mingtang.core.privacy.queries import reveals_of
from mingtang.core.privacy.services.revealing import MayNotReveal, reveal, reveal_refusals
from mingtang.core.privacy.services.rotation import Rotation, rotate

__all__ = [
    "EncryptedTextField",
    "LookupHashField",
    "MayNotReveal",
    "Protected",
    "Rotation",
    "keyed_hash",
    "keyed_hashes",
    "masked",
    "reveal",
    "reveal_refusals",
    "reveals_of",
    "rotate",
    "seal",
    "unseal",
]
