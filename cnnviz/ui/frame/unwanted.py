"""Long computations end when nobody waits for them any more: the tab is gone, or one of its controls was moved.

Streamlit itself looks for that wherever something is drawn, and lets a fragment run to its end although one of its own
controls was moved meanwhile. `cnnviz.limits.checkpoint` looks between the slices of a computation.
"""

from dataclasses import replace

from streamlit.runtime.scriptrunner import RerunException, StopException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState


def end() -> None:
    """Raise what ends this run of the script, if its session is gone or what it computes would be drawn anew.

    Returns in threads that run no script, and for a request that is about other fragments than the one at work.
    """
    context = get_script_run_ctx(suppress_warning=True)
    requests = context.script_requests if context else None
    if context is None or requests is None or requests._state is ScriptRequestType.CONTINUE:
        return
    running = context.fragment_ids_this_run or []
    if requests._state is ScriptRequestType.RERUN:
        waiting = requests._rerun_data
        touched = {ThreadState.get().fragment_id, *running} & {*waiting.fragment_id_queue}
        if waiting.is_auto_rerun or (waiting.fragment_id_queue and not touched):
            return
    request = requests.on_scriptrunner_ready()
    if request.type is ScriptRequestType.STOP:
        raise StopException
    wanted = request.rerun_data
    # What has not been drawn yet must be: the fragments at work, or the whole page.
    both = list(dict.fromkeys([*running, *wanted.fragment_id_queue])) if running and wanted.fragment_id_queue else []
    raise RerunException(replace(wanted, fragment_id_queue=both))
