"""A browser session without a browser: it speaks Streamlit's protocol over a websocket and counts what comes back."""

import asyncio
import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds without a message
SORRY = "Something went wrong"  # how app.py begins the sentence it shows instead of a traceback


@dataclass(frozen=True)
class Control:
    """A control and the fragment it stands in; values are those it can be given, in the words of the protocol."""

    id: str
    fragment: str
    field: str
    values: tuple[Any, ...]


@dataclass
class Run:
    """What one run of a page sent: messages, bytes, text fields by label, controls, and the explorers' output ids."""

    messages: int = 0
    size: int = 0
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    outputs: list[int] = field(default_factory=list)
    controls: dict[str, Control] = field(default_factory=dict)


class Client:
    """One session; `async with Client(address, "kernels") as client: await client.visit()`."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self.stream = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.page, self.query = page, query
        self.fields: dict[str, tuple[str, str]] = {}
        self.controls: dict[str, Control] = {}
        self.socket: ClientConnection

    async def __aenter__(self) -> Self:
        # As the frontend does: no compression, which the server does not offer either.
        self.socket = await connect(self.stream, subprotocols=["streamlit"], compression=None, max_size=None)  # type: ignore[list-item]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def visit(self) -> Run:
        """Run the whole page, as a browser does when it opens or reloads it."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        result = await self._answer(message)
        self.fields, self.controls = result.fields, result.controls
        return result

    async def type_into(self, label: str, text: str) -> Run:
        """Type into the text field with this label; reruns the fragment the field stands in."""
        widget, fragment = self.fields[label]
        return await self._set(fragment, WidgetState(id=widget, string_value=text))

    async def change(self, control: Control, value: Any) -> Run:
        """Give a control one of its values; reruns the fragment it stands in."""
        state = WidgetState(id=control.id)
        if control.field.endswith("_array_value"):
            getattr(state, control.field).data.append(value)
        else:
            setattr(state, control.field, value)
        result = await self._set(control.fragment, state)
        # what stood in this fragment or in one below it, and has not come again, is no longer on the screen
        fragments = list(dict.fromkeys(other.fragment for other in self.controls.values()))
        above = fragments[: fragments.index(control.fragment)]
        self.controls = {id: other for id, other in self.controls.items() if other.fragment in above} | result.controls
        return result

    async def _set(self, fragment: str, state: WidgetState) -> Run:
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.append(state)
        return await self._answer(message)

    async def _answer(self, message: BackMsg) -> Run:
        """Send the message and read until the script has finished; RuntimeError if the page failed."""
        await self.socket.send(message.SerializeToString())
        result = Run()
        while True:
            data = await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE)
            answer = ForwardMsg.FromString(data)
            result.messages += 1
            result.size += len(data)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                _note(answer, result)
            if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError(f"the page {self.page!r} does not compile")
                return result


def _note(answer: ForwardMsg, result: Run) -> None:
    """Keep what the benchmarks need of one delta."""
    delta = answer.delta
    if delta.WhichOneof("type") != "new_element":
        return
    element = delta.new_element
    match element.WhichOneof("type"):
        case "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
        case "alert" if element.alert.body.startswith(SORRY):
            raise RuntimeError("the page failed and said sorry; the server's log has the traceback")
        case "text_input":
            result.fields[element.text_input.label] = (element.text_input.id, delta.fragment_id)
        case "bidi_component" if element.bidi_component.WhichOneof("data") == "bytes":
            header = _header(element.bidi_component.bytes)
            if "output_id" in header:
                result.outputs.append(header["output_id"])

    found = _control(element, delta.fragment_id)
    if found:
        result.controls[found.id] = found


def _control(element: Any, fragment: str) -> Control | None:
    """A control that can be changed without writing; a number goes one step up or down."""
    kind = element.WhichOneof("type")
    if kind not in ("button_group", "selectbox", "number_input", "slider", "checkbox"):
        return None
    widget = getattr(element, kind)
    if widget.disabled or widget.form_id or widget.ignore_rerun or widget.id.endswith("-projector"):
        return None
    match kind:
        case "button_group":
            values = tuple(option.content for option in widget.options)
            return Control(widget.id, fragment, "string_array_value", values)
        case "selectbox":
            return Control(widget.id, fragment, "string_value", tuple(widget.options))
        case "checkbox":
            return Control(widget.id, fragment, "bool_value", (True, False))
        case "slider":
            if len(widget.default) != 1:
                return None
            steps = (widget.default[0] - widget.step, widget.default[0], widget.default[0] + widget.step)
        case _:
            steps = (widget.default - widget.step, widget.default, widget.default + widget.step)
    field_name = "double_array_value" if kind == "slider" else "double_value"
    return Control(widget.id, fragment, field_name, tuple(v for v in steps if widget.min <= v <= widget.max))


def _header(packed: bytes) -> dict[str, Any]:
    """The JSON at the front of a packed component message."""
    length = int.from_bytes(packed[:4], "little")
    header: dict[str, Any] = json.loads(packed[4 : 4 + length])
    return header
