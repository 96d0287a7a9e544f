"""Files as programs export them, row by row: people with their employers, and an invoice register of the same clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

HEADERS = {
    "people": "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Job Title\n",
    "ledger": "Id,Invoice Number,Invoice Date,Customer,Net Amount,Matter\n",
}
PER_CLIENT = 15
_BLOCK = 10_000


def write_file(path: Path, kind: str, rows: int) -> int:
    """Write `rows` rows of `kind`; answers bytes."""
    with path.open("wb") as file:
        for piece in pieces(kind, rows):
            file.write(piece)
    return path.stat().st_size


def pieces(kind: str, rows: int) -> Iterator[bytes]:
    """The file, piece by piece. Clients have fifteen people each on average, days and amounts a sign of their own."""
    yield HEADERS[kind].encode()
    clients = max(1, rows // PER_CLIENT if kind == "people" else rows // (PER_CLIENT * 3))
    for begin in range(0, rows, _BLOCK):
        block = range(begin, min(begin + _BLOCK, rows))
        yield "".join(_people(block, clients) if kind == "people" else _entries(block, clients)).encode()


def _people(numbers: Iterable[int], clients: int) -> Iterator[str]:
    for n in numbers:
        client = n * 7919 % clients
        yield (
            f"{n},Ana{n % 977},Ruiz{n},ana{n}@c{client}.example,+41 61 {n // 10_000 + 200} {n // 100 % 100:02} {n % 100:02},"
            f"Client {client},CFO\n"
        )


def _entries(numbers: Iterable[int], clients: int) -> Iterator[str]:
    for n in numbers:
        client = n * 7919 % clients
        day = f"{n % 28 + 1}.{n % 12 + 1}.{2019 + n % 7}"
        yield f"{n},INV-{n // 3},{day},Client {client},{n % 9_999}.5,Matter {n % 3}\n"
