"""How fast we are beside public programs, measured in the same run on the same machine.

Only ratios are judged: a time says more about the machine than about us. A
benchmark is no test, so ``make bench`` never fails; it tells what was missed.
"""
