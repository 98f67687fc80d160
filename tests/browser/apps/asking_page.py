"""What the app beside this file shows."""

import streamlit as st

from cnnviz.training import open_run
from cnnviz.ui.frame import shell
from cnnviz.ui.runs import ask

shell.open_page()
st.title("Ask")
ask.panel(open_run(st.query_params["run"]), key="ask")
