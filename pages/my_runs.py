"""My runs: what this browser has trained, to open, rename, delete and compare."""

import streamlit as st

from cnnviz.training.runs import store
from cnnviz.ui.runs import overview
from cnnviz.words import say

LOOK_EVERY = 3.0  # seconds, while something trains

st.title("My runs", anchor=False)
st.markdown(
    say(
        "What was trained in this browser. A run is kept for {KEPT_DAYS:g} days after it was last opened; "
        "its link opens it on any device.",
        KEPT_DAYS=store.KEPT_DAYS,
    )
)


def runs() -> None:
    overview.refused()
    mine, damaged = overview.mine(), overview.damaged()
    overview.leftovers(damaged)
    if not mine and damaged:
        return
    if not mine:
        st.info("There are no runs yet: train a network in lesson 5.1, and find it here.")
        st.page_link("chapter_5/train.py", label="5.1 Training live", icon=":material/arrow_forward:")
        return
    overview.compare(overview.rows(mine))


st.fragment(run_every=LOOK_EVERY if overview.any_live(overview.mine()) else None)(runs)()
