from __future__ import annotations

import os
from pathlib import Path

import pytest

from build.files import read, read_text, unreadable


def test_a_text_has_the_same_line_ends_on_every_system(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes("\ufeffa\r\nb\rc\n".encode())
    assert read_text(tmp_path / "text", "utf-8-sig") == "a\nb\nc\n"


def test_a_pipe_or_device_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    with pytest.raises(OSError, match=r"Is a pipe"):
        read(tmp_path / "pipe")
    with pytest.raises(OSError, match=r"Is a device"):
        read(tmp_path / "device")


def test_the_message_about_a_lost_file_says_how_to_get_it_back(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        read(tmp_path / "a.js")
    message = unreadable("folder/a.js", caught.value)
    assert message == (
        "folder/a.js: cannot be read: No such file or directory: "
        "restore it, for example with `git checkout -- folder/a.js`"
    )
