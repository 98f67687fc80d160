"""My runs: what this browser has trained, to open, rename, delete and compare."""

import streamlit as st

from cnnviz.training import store
from cnnviz.ui import run_list

LOOK_EVERY = 3.0  # seconds, while something trains

st.title("My runs", anchor=False)
st.markdown(
    f"What was trained in this browser. A run is kept for {store.KEPT_DAYS:g} days after it was last opened; "
    "its link opens it on any device."
)


def runs() -> None:
    mine = run_list.mine()
    if not mine:
        st.info("There are no runs yet: train a network in lesson 5.1, and find it here.")
        st.page_link("chapter_5/train.py", label="5.1 Training live", icon=":material/arrow_forward:")
        return
    run_list.compare(run_list.rows(mine))


st.fragment(run_every=LOOK_EVERY if run_list.any_live(run_list.mine()) else None)(runs)()
