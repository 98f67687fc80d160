"""Files that browsers send: what a session and all sessions together may keep in the server's memory."""

from typing import TYPE_CHECKING, Any

from cnnviz import limits

if TYPE_CHECKING:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


def release(file: Any) -> None:
    """Let go of a file that has been read; the widget it came with is empty from the next run on."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if (context := get_script_run_ctx()) and hasattr(file, "file_id"):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)  # type: ignore[attr-defined]


def bound(manager: "MemoryUploadedFileManager") -> None:
    """From now on let go of the oldest files of a session beyond `limits.UPLOADS` bytes.

    Beyond `limits.ALL_UPLOADS` the other sessions that hold most give way. The newest file stays.
    """
    add = manager.add_file

    def add_file(session_id: str, file: Any) -> None:
        add(session_id, file)
        _shorten(manager, session_id, limits.UPLOADS)
        held = _held(manager)
        while sum(held.values()) > limits.ALL_UPLOADS and len(held) > 1:
            largest = max(held.keys() - {session_id}, key=lambda session: held[session])
            manager.remove_session_files(largest)
            del held[largest]

    manager.add_file = add_file  # type: ignore[method-assign]


def _held(manager: "MemoryUploadedFileManager") -> dict[str, int]:
    return {session: sum(map(_size, dict(files).values())) for session, files in dict(manager.file_storage).items()}


def _size(file: Any) -> int:
    return len(file.data)


def _shorten(manager: "MemoryUploadedFileManager", session: str, most: int) -> None:
    """Remove the oldest files of a session until it has at most so many bytes, or one file."""
    files = dict(manager.file_storage.get(session, {}))
    total = sum(map(_size, files.values()))
    for name in list(files)[:-1]:
        if total <= most:
            return
        total -= _size(files[name])
        manager.remove_file(session, name)
