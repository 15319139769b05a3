"""Putting a restored database and files in place, by renames; if killed, the next `finish` ends it.

Everything is made ready in DATA/.restore first. Then a list of moves is written there, and from that moment
the restore is decided: whatever happens, `finish` carries out those that are left. Without the list nothing
was changed, and `finish` throws away what was made ready.

A list may be prepared before it is decided: on PostgreSQL it is the database's commit that decides.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

WORK = ".restore"
LIST = "moves.json"
PREPARED = "prepared-"  # and a token: the list of moves until it is decided
Move = tuple[Path, Path]


def start(data: Path) -> Path:
    """An empty folder to make things ready in, where no restore is unfinished."""
    folder = data / WORK
    folder.mkdir(parents=True, mode=0o700)
    return folder


def prepare(data: Path, moves: Sequence[Move], token: str = "") -> None:
    """Write down that each first path is to be put where the second is, and what was there away."""
    with (data / WORK / f"{PREPARED}{token}").open("w") as stream:
        json.dump([[str(path.absolute()) for path in move] for move in moves], stream)
        stream.flush()
        os.fsync(stream.fileno())
    _sync(data / WORK)


def prepared(data: Path) -> str | None:
    """The token of moves that are prepared and not decided."""
    return next((path.name.removeprefix(PREPARED) for path in (data / WORK).glob(f"{PREPARED}*")), None)


def decide(data: Path) -> bool:
    """Carry out what is prepared: as `finish` does with what was decided."""
    (data / WORK / f"{PREPARED}{prepared(data)}").replace(data / WORK / LIST)
    _sync(data / WORK)
    return finish(data)


def finish(data: Path) -> bool:
    """End a restore that was interrupted; whether there was one that had been decided."""
    folder = data / WORK
    decided = (folder / LIST).exists()
    if decided:
        for new, old in json.loads((folder / LIST).read_text()):
            _move(Path(new), Path(old), folder / "replaced")
    if folder.exists():
        # The list goes last: while it is there, the folder is not to be thrown away half.
        for path in folder.iterdir():
            if path.name != LIST:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(folder)
    return decided


def _move(new: Path, old: Path, replaced: Path) -> None:
    if not new.exists():
        return  # done before the interruption
    if old.is_dir():  # a folder cannot be renamed over another
        replaced.mkdir(exist_ok=True)
        shutil.rmtree(replaced / old.name, ignore_errors=True)
        old.rename(replaced / old.name)
    old.parent.mkdir(parents=True, exist_ok=True)
    new.replace(old)
    _sync(old.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
