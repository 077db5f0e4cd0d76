"""The completion of the shell: ``completion``."""

import argparse

from bpworkshop.cli.base import DONE
from bpworkshop.words import say


def completion_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh", "fish"), help=say("cli.completion.shell"))


def completion(arguments: argparse.Namespace) -> int:
    import shtab

    from bpworkshop.cli import parser

    print(shtab.complete(parser(), arguments.shell))
    return DONE
