"""Files that browsers send: what a session and all sessions together may keep in the server's memory."""

from typing import TYPE_CHECKING, Any

from cnnviz import limits
from cnnviz.words import say, several

if TYPE_CHECKING:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


def release(file: Any) -> None:
    """Let go of a file that has been read; the widget it came with is empty from the next run on."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if (context := get_script_run_ctx()) and hasattr(file, "file_id"):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)  # type: ignore[attr-defined]


def bound(manager: "MemoryUploadedFileManager") -> None:
    """From now on let go of the oldest files of a session beyond `limits.UPLOADS` bytes.

    Beyond `limits.ALL_UPLOADS` the other sessions that hold most give way. The newest file stays. `let_go` tells the
    session of it.
    """
    add, remove_all = manager.add_file, manager.remove_session_files

    def add_file(session_id: str, file: Any) -> None:
        add(session_id, file)
        _note(session_id, _shorten(manager, session_id, limits.UPLOADS), "this page keeps", limits.UPLOADS)
        held = _held(manager)
        while sum(held.values()) > limits.ALL_UPLOADS and len(held) > 1:
            largest = max(held.keys() - {session_id}, key=lambda session: held[session])
            count = len(manager.file_storage.get(largest, {}))
            remove_all(largest)
            _note(largest, count, "all pages on this server keep", limits.ALL_UPLOADS)
            del held[largest]

    def remove_session_files(session_id: str) -> None:
        _let_go.pop(session_id, None)
        remove_all(session_id)

    manager.add_file = add_file  # type: ignore[method-assign]
    manager.remove_session_files = remove_session_files  # type: ignore[method-assign]


_let_go: dict[str, tuple[int, str]] = {}  # session → how many files, and of what limit; gone with the session


def _note(session: str, count: int, whose: str, most: int) -> None:
    if count:
        limit = say("{whose} at most {most:,.0f} MB of files", whose=whose, most=most / 1e6)
        _let_go[session] = (_let_go.get(session, (0, ""))[0] + count, limit)


def let_go(session: str = "") -> str:
    """One sentence on the files of a session that were let go since it was last asked for; "" where there were none.

    session: its id; by default that of the page that is being drawn.
    """
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if not session and (context := get_script_run_ctx()):
        session = context.session_id
    count, limit = _let_go.pop(session, (0, ""))
    were = several("1 file was", "{n:,} files were", count)
    return (
        say(
            "{were} let go, the oldest first, because {limit}: add again what is missing, less at a time.",
            were=were,
            limit=limit,
        )
        if count
        else ""
    )


def _held(manager: "MemoryUploadedFileManager") -> dict[str, int]:
    return {session: sum(map(_size, dict(files).values())) for session, files in dict(manager.file_storage).items()}


def _size(file: Any) -> int:
    return len(file.data)


def _shorten(manager: "MemoryUploadedFileManager", session: str, most: int) -> int:
    """Remove the oldest files of a session until it has at most so many bytes, or one file; returns how many."""
    files = dict(manager.file_storage.get(session, {}))
    total = sum(map(_size, files.values()))
    gone = 0
    for name in list(files)[:-1]:
        if total <= most:
            break
        total -= _size(files[name])
        manager.remove_file(session, name)
        gone += 1
    return gone
