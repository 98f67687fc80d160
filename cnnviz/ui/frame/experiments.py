"""The experiments of a lesson on the screen: their list, and the chosen one to predict and to measure.

A click on one writes its settings into the address and has Streamlit read it, as "back" in the browser does; so the
link and the click do the same. What was answered is remembered in the browser alone.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cnnviz.lessons import checking, experiment
from cnnviz.lessons.experiment import HOLDS, Experiment
from cnnviz.ui.frame import browser, control
from cnnviz.words import joined, say
from cnnviz.writing.typed import plain

CHOSEN = "experiment"  # in the address
_list = browser.component("experiments", "shell/experiments.js", "shell/experiments.css")


def show(slug: str, about: str, values: Mapping[str, Any]) -> None:
    """The experiments of the lesson with this address, on what its page hands over.

    about: what else the sentences depend on; another one asks for another prediction.
    """
    known = experiment.of(slug.replace("-", "_"))
    asked = st.query_params.get(CHOSEN)
    chosen = next((one for one in known if one.id == asked), known[0])
    items = [_item(one, experiment.sentence(one, values)) for one in known]
    above = st.container()
    answered = _predict(slug, about, chosen, values)
    with above:
        touched = sorted({CHOSEN, *(name for one in known for name in one.settings)})
        header = {"lesson": slug, "items": items, "chosen": chosen.id, "keys": touched, "answered": answered}
        _list(key=f"{slug}-experiments", data=browser.pack(header, {}))


def _item(one: Experiment, sentence: str) -> dict[str, str]:
    return {"id": one.id, "text": sentence, "link": urlencode({**one.settings, CHOSEN: one.id})}


def _predict(slug: str, about: str, chosen: Experiment, values: Mapping[str, Any]) -> "bool | None":
    """Ask for the prediction and, once it is made, measure. Returns whether it was right; None without a verdict."""
    st.markdown(say("> {statement}", statement=experiment.sentence(chosen, values)))
    names = [slug, about, "" if chosen.id == "claim" else chosen.id]
    key = "-".join([*(name for name in names if name), "guess"])
    guess = _number(chosen, key) if chosen.number else _choice(chosen.choices, key)
    if guess is None:
        return None
    answer, said = experiment.measure(chosen, values)
    if answer is None:
        st.info(said)
        return None
    right, verdict = _judged(chosen, guess, answer)
    (st.success if right else st.warning)(joined([*verdict, said], " "))
    return right


def _choice(choices: Mapping[str, str], key: str) -> "str | None":
    label = (
        "Predict first: does it hold for the settings above?"
        if choices == HOLDS
        else "Predict first, for the settings above"
    )
    return control.segmented_control(label, choices, key=key)


def _number(chosen: Experiment, key: str) -> "Fraction | None":
    assert chosen.number
    label = "Predict first, for the settings above"
    if chosen.number.unit:
        label = say("Predict first, for the settings above, in {unit}", unit=chosen.number.unit)
    typed = control.text_input(label, key=key, autocomplete="off", placeholder="A number", max_chars=checking.LONGEST)
    if not typed:
        return None
    readings: Sequence[Any] = checking.read_number(plain(typed).strip())
    if not readings:
        st.error("This is no number: type one such as 12, -3, 0.25 or 1/4, without a unit.")
        return None
    return Fraction(readings[0])


def _judged(chosen: Experiment, guess: "str | Fraction", answer: "str | float") -> tuple[bool, list[str]]:
    """Whether the prediction was right, and the sentences that say it."""
    if isinstance(guess, str):
        right = guess == answer
        if chosen.choices == HOLDS:
            verdict = "**It holds here.**" if answer == "holds" else "**It does not hold here.**"
        else:
            verdict = say("**{answer}.**", answer=chosen.choices[str(answer)])
        return right, [verdict, "Your prediction was right." if right else "You predicted otherwise."]
    assert chosen.number
    found, off = float(answer), float(guess) - float(answer)
    right = abs(off) <= chosen.number.tolerance * abs(found) + 1e-9 * max(1, abs(found))
    verdict = say("**{number} {unit}.**", number=_written(found), unit=chosen.number.unit)
    if not chosen.number.unit:
        verdict = say("**{number}.**", number=_written(found))
    if right:
        return True, [verdict, "Your prediction was right."]
    typed = _written(float(guess))
    if off > 0:
        return False, [verdict, say("You predicted {typed}, which is too large.", typed=typed)]
    return False, [verdict, say("You predicted {typed}, which is too small.", typed=typed)]


def _written(number: float) -> str:
    return f"{number:,.0f}" if number == round(number) and abs(number) < 1e15 else f"{number:.4g}"
