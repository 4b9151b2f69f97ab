"""The store contract: what every store must do, as tests that an implementer inherits.

The requirements are told, by their numbers, in ``docs/store-contract.md``.
"""

from __future__ import annotations

from complaintkit.testing.store_contract.accesses import AccessContract
from complaintkit.testing.store_contract.cases import CaseContract, DueContract
from complaintkit.testing.store_contract.counters import CounterContract
from complaintkit.testing.store_contract.finding import FindContract
from complaintkit.testing.store_contract.sending import SendingContract
from complaintkit.testing.store_contract.sharing import ClockContract, JoiningContract, SharingContract
from complaintkit.testing.store_contract.subject import StoreUnderTest
from complaintkit.testing.store_contract.sweeping import SweepContract
from complaintkit.testing.store_contract.transactions import TransactionContract

__all__ = ["StoreContract", "StoreUnderTest"]


class StoreContract(
    TransactionContract,
    CaseContract,
    DueContract,
    SweepContract,
    CounterContract,
    FindContract,
    ClockContract,
    JoiningContract,
    SharingContract,
    SendingContract,
    AccessContract,
):
    """The tests that a store of your own must pass: inherit them and give the fixture ``subject``.

    Each test is named after the requirement it tries. In a file of your test suite::

        class TestMyStore(StoreContract):
            @pytest.fixture
            def subject(self, tmp_path):
                names = itertools.count()
                return StoreUnderTest(make=lambda: MyStore(tmp_path / f"{next(names)}.db"))

    What a store cannot do, by :class:`StoreUnderTest`, is skipped, and the skip says so.
    """
