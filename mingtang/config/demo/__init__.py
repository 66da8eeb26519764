"""The demonstration: the invented district of `mingtang/data/demo`, made by the acts that users use.

Its history is lived through in order: every act of every document is put on one line of time, and the clock of the
process is set to each moment before the act is done. So texts, signatures, public rows and the audit chain tell the
same dates. The whole is one transaction: a demonstration is there or it is not, and a killed run leaves nothing.

Only for homes that were made as a demonstration; nothing here can run in a real one.
"""

from mingtang.config.demo.making import Made, make, settle
from mingtang.config.demo.people import PASSWORD, Account, accounts
from mingtang.config.demo.stock import sign_batch

__all__ = ["PASSWORD", "Account", "Made", "accounts", "make", "settle", "sign_batch"]
