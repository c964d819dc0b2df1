"""`bin/back-up` and `bin/restore`: see docs/deploy.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from portal import cli_errors
from portal.backups import backup
from portal.config import Settings
from portal.core.db import utcnow


def parse_arguments(argv: list[str]) -> argparse.Namespace:
    """What is to be done, and with which files."""
    parser = argparse.ArgumentParser("bin/back-up or bin/restore")
    deeds = parser.add_subparsers(dest="deed", required=True)
    save = deeds.add_parser("back-up", help="save everything while people work")
    save.add_argument("folder", type=Path, help="where backups and their ledger are kept")
    save.add_argument("--ledger-only", action="store_true", help="only what was erased; cheap enough for every hour")
    restore = deeds.add_parser("restore", help="bring a backup back; the portal must be stopped")
    restore.add_argument("file", type=Path, help="the backup")
    restore.add_argument("--ledger", type=Path, help="the newest ledger (default: the one beside the backup)")
    restore.add_argument("--replace", action="store_true", help="in place of the SQLite database that is there")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when it can't be: a sentence says why."""
    options = parse_arguments(argv)
    try:
        settings = Settings.from_env()
        if options.deed == "back-up":
            print(backup.back_up(settings, options.folder, utcnow(), ledger_only=options.ledger_only))
        else:
            print(backup.restore_backup(settings, options.file, options.ledger, utcnow(), replace_it=options.replace))
    except cli_errors.EXPECTED as error:
        print(cli_errors.explain_error(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
