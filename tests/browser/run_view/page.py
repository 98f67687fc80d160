"""A page with nothing but the view of a run: a new one, or that of ?run=. All who open it are one student."""

import streamlit as st

from cnnviz.training import Recipe, open_run, start
from cnnviz.ui.frame import language
from cnnviz.ui.runs import run_view

language.begin()
st.set_page_config(layout="wide")
st.title("A run")
st.session_state["owner"] = "somebody else" if "looking" in st.query_params else "a student"
if "run" not in st.query_params:
    st.query_params["run"] = start(Recipe(epochs=1000, batch_size=16), owner="a student").id
run = open_run(st.query_params["run"])
run_view.show(run, key="test-view", on_branch=lambda branch: st.query_params.update(run=branch.id))
