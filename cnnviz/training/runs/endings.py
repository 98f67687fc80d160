"""Why a run ended before it was done: one sentence for the student, with what to change.

kept: the steps at which there is a snapshot, ascending; a run goes on from the last one.
"""

from cnnviz import disk
from cnnviz.words import say


def interrupted(kept: list[int]) -> str:
    """For a run whose server was closed."""
    if not kept:
        return "The server was closed before this run was done: press resume to begin."
    return say(
        "The server was closed before this run was done: press resume to go on from step {step:,}.", step=kept[-1]
    )


def killed(code: int, kept: list[int]) -> str:
    """For a run whose process ended without a word. code: its exit status, or minus the signal."""
    if code < 0:
        return say(
            "The training process was killed from outside (signal {code}), often because the computer ran out of "
            "memory: choose a smaller batch size or network if it happens again, and {resume}.",
            code=-code,
            resume=_resume(kept),
        )
    return say("The training process ended by itself (exit status {code}): {resume}.", code=code, resume=_resume(kept))


def broken_off(error: BaseException, kept: list[int], *, device: str, batch_size: int) -> str:
    """For a run whose training raised something that is no sentence itself."""
    text = str(error).lower()
    if isinstance(error, OSError) and error.errno in disk.FULL:
        return say("The disk is full: delete runs that nobody needs any more, then {resume}.", resume=_resume(kept))
    if "out of memory" in text and device.startswith(("cuda", "mps")):
        return say(
            "The graphics card has no memory left for this run: choose a batch size below {batch_size} "
            "or a smaller network, or wait until other runs have finished.",
            batch_size=batch_size,
        )
    if isinstance(error, MemoryError) or "allocate memory" in text or "out of memory" in text:
        return say(
            "There is not enough memory for this run: choose a batch size below {batch_size}, "
            "a smaller network or fewer examples.",
            batch_size=batch_size,
        )
    first = (str(error).splitlines() or [""])[0][:160]
    return say(
        "Training broke off with an error of the program ({name}: {first}): {resume}.",
        name=type(error).__name__, first=first, resume=_resume(kept),
    )  # fmt: skip


def _resume(kept: list[int]) -> str:
    if not kept:
        return "press resume to begin again"
    return say("press resume to go on from step {kept:,}", kept=kept[-1])
