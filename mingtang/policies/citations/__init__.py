"""Documents that a text cites, what the citation does, and which document of the library is meant.

Plain Python: no Django, no clock. The library is reached through a look-up that the caller brings (`Lookup`).
"""

from mingtang.policies.citations.finding import Citation, find
from mingtang.policies.citations.resolving import Candidate, Lookup, Resolved, resolve
from mingtang.policies.citations.roles import Role

__all__ = ["Candidate", "Citation", "Lookup", "Resolved", "Role", "find", "resolve"]
