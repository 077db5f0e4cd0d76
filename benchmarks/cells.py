"""``python -m benchmarks.cells FILE …``: each figure beside what a plain script finds in its cell.

No measurement: a check to run by hand on any year of a survey and any service's
file, however large. The plain script knows nothing of ours but line and column.
"""

import csv
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

from bpworkshop.figures.facts import Fact
from bpworkshop.figures.statistics import Statistics


def check(path: Path) -> Counter[str]:
    """Compare all figures of a file: how many are numbers and codes, and in how many columns.

    Raises RuntimeError for the first that is not what stands in its cell, and
    where some cell of a measured column has no figure.
    """
    file = Statistics(path)
    found: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    figures = file.figures()
    with path.open(encoding=file.table.looked.encoding, newline="") as lines:
        plain = csv.reader(lines, delimiter=file.table.delimiter)
        header = [name.strip() for name in next(plain)]
        line, records = plain.line_num, 0
        for cells in plain:
            start, line = line + 1, plain.line_num
            records += any(cells)
            for _ in range(len(file.layout.measures) if any(cells) else 0):
                one = next(figures)
                cell = cells[header.index(one.column)]
                same = one.value == Decimal(cell) if isinstance(one, Fact) else one.code == cell
                if not same or one.row != start or (isinstance(one, Fact) and one.value < 0):
                    raise RuntimeError(f"{path}:{start}: {cell!r} became {one}")
                found["numbers" if isinstance(one, Fact) else "codes"] += 1
                columns[one.column] += 1
    if next(figures, None) or set(columns.values()) != {records}:
        raise RuntimeError(f"{path}: {records} records, and figures in {dict(columns)}")
    found["columns"] = len(columns)
    return found


if __name__ == "__main__":
    for name in sys.argv[1:]:
        told = check(Path(name))
        numbers, codes, columns = told["numbers"], told["codes"], told["columns"]
        print(f"{name}: {numbers} numbers and {codes} codes in {columns} columns, all the same")
