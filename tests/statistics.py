"""Small files of library statistics, in the forms that services publish."""

from collections.abc import Iterable, Sequence
from pathlib import Path

VISITS = "Local authority,Library name,Count start,Count end,Count type,Visits"
EVENTS = "Local authority,Library name,Event date,Name,Outcome,Attendees"


def put(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def visits(path: Path, *cells: str) -> Path:
    """A month of visits for each cell, of one library, as the schema of the United Kingdom has them."""
    months = (f"{month:02}" for month in range(1, 13))
    rows = [
        f"Aarhus,Dokk1,2025-{month}-01,2025-{month}-28,Manual,{cell}"
        for month, cell in zip(months, cells, strict=False)
    ]
    return put(path, VISITS, *rows)


SURVEY = (
    *("STABR", "FSCSKEY", "LIBNAME", "CITY", "STARTDAT", "ENDDATE", "POPU_LSA", "VISITS"),
    *("F_VISITS", "VISITRPT", "TOTATTEN", "HRS_OPEN", "SALARIES"),
)
"""Some columns of the Public Libraries Survey, in the order of a later year."""


def survey(path: Path, rows: Iterable[Sequence[str]], columns: Sequence[str] = SURVEY) -> Path:
    """A file of the survey."""
    return put(path, ",".join(columns), *(",".join(row) for row in rows), encoding="latin-1")


def system(key: str = "AK0001", name: str = "ANCHOR POINT", **cells: str) -> list[str]:
    """A row of it, with these cells."""
    usual = {
        **{"STABR": key[:2], "FSCSKEY": key, "LIBNAME": name, "CITY": "ANCHOR POINT"},
        **{"STARTDAT": "07/01/2024", "ENDDATE": "06/30/2025", "POPU_LSA": "2059", "VISITS": "5379"},
        **{"F_VISITS": "R_24", "VISITRPT": "CT", "TOTATTEN": "1675", "HRS_OPEN": "2548.5", "SALARIES": "-9"},
    }
    return list((usual | cells).values())
