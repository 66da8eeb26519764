"""Tables of publishing, one file for each question."""

from mingtang.publishing.models.batches import Batch, BatchItem, BatchSignature
from mingtang.publishing.models.carriers import Carrier, Screening
from mingtang.publishing.models.emergencies import EmergencyRequest
from mingtang.publishing.models.facets import FacetChunk, FacetState, NumberedEdition
from mingtang.publishing.models.findings import CheckRun, Finding
from mingtang.publishing.models.kinds import Kind, KindVersion, Profile
from mingtang.publishing.models.leaving import CleanupTask, Erasure, Takedown, Withdrawal
from mingtang.publishing.models.live import ColumnMonth, DatedLabel, LiveEdition, Placement, PublicChange
from mingtang.publishing.models.publications import (
    AttachedFile,
    Autosave,
    Edition,
    EditionState,
    IndexSeries,
    Publication,
    PublicationColumn,
    Recipient,
    Relation,
    Revision,
    RevisionContent,
)
from mingtang.publishing.models.releases import Release, ReleaseItem, ReleaseState
from mingtang.publishing.models.reviews import Correction, PaperSheet, Return, SecrecyReview, Signature
from mingtang.publishing.models.rights import ColumnRight, GrantedColumn
from mingtang.publishing.models.sites import Column, Installation, Redirect, Site

__all__ = [
    "AttachedFile",
    "Autosave",
    "Batch",
    "BatchItem",
    "BatchSignature",
    "Carrier",
    "CheckRun",
    "CleanupTask",
    "Column",
    "ColumnMonth",
    "ColumnRight",
    "Correction",
    "DatedLabel",
    "Edition",
    "EditionState",
    "EmergencyRequest",
    "Erasure",
    "FacetChunk",
    "FacetState",
    "Finding",
    "GrantedColumn",
    "IndexSeries",
    "Installation",
    "Kind",
    "KindVersion",
    "LiveEdition",
    "NumberedEdition",
    "PaperSheet",
    "Placement",
    "Profile",
    "PublicChange",
    "Publication",
    "PublicationColumn",
    "Recipient",
    "Redirect",
    "Relation",
    "Release",
    "ReleaseItem",
    "ReleaseState",
    "Return",
    "Revision",
    "RevisionContent",
    "Screening",
    "SecrecyReview",
    "Signature",
    "Site",
    "Takedown",
    "Withdrawal",
]
