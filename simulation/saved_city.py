"""Files of saved cities: a header in JSON and arrays, in NumPy's format ``.npz``.

An ``.npz`` file is a ZIP archive of arrays with a checksum each. The header is one of them, as
bytes. Nothing in the file is code, and reading it runs none.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulation.core.model_version import model_version

#: What the header of every saved city begins with.
KIND = "saved city"
#: Name of the header in the archive; an array is named by its number.
HEADER = "header"


class SavedCityError(ValueError):
    """A file that is not a saved city of this model, or a city that cannot be saved."""


class SavedCity(NamedTuple):
    """Content of a file: what was passed to :func:`write`."""

    header: dict[str, Any]
    arrays: list[np.ndarray]


def write(path: Path, header: Mapping[str, Any], arrays: list[np.ndarray]) -> None:
    """Write a saved city, whole or not at all.

    Parameters
    ----------
    path : Path
    header : mapping
        Values of JSON.
    arrays : list of ndarray
    """
    whole = {"kind": KIND, "model_version": model_version(), **header}
    text = np.frombuffer(json.dumps(whole).encode(), dtype=np.uint8)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            named = {str(number): array for number, array in enumerate(arrays)}
            np.savez(file, allow_pickle=False, **{HEADER: text}, **named)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path) -> SavedCity:
    """Read a saved city; every checksum is verified.

    Raises
    ------
    SavedCityError
        If the file does not exist, is damaged or something else, or was saved by another model.
    """
    damaged = SavedCityError(f"{path}: damaged, or not a saved city")
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(_array(archive, HEADER).tobytes())
            if not isinstance(header, dict) or header.pop("kind", None) != KIND:
                raise damaged
            version = header.pop("model_version")
            if version != model_version():
                raise SavedCityError(
                    f"{path}: saved by another version of the model ({version}; this is "
                    f"{model_version()}); the same bits can only come from the same model"
                )
            number = len(archive.namelist()) - 1
            return SavedCity(header, [_array(archive, str(index)) for index in range(number)])
    except FileNotFoundError:
        raise SavedCityError(f"{path}: there is no such file") from None
    except OSError as error:
        raise SavedCityError(f"{path}: cannot be read: {error.strerror}") from None
    except SavedCityError:
        raise
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        # UnicodeDecodeError and the errors of JSON are ValueErrors
        raise damaged from None


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """An array of the archive, after its checksum was verified."""
    with archive.open(f"{name}.npy") as file:
        array: np.ndarray = np.lib.format.read_array(file, allow_pickle=False)
        if file.read(1):  # the checksum is verified at the end
            raise ValueError("more than an array")
    return array
