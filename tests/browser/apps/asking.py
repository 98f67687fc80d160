"""A page that shows nothing but the panel that asks a run: `?run=…` names it."""

import importlib
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from cnnviz.ui.frame import browser

importlib.import_module("cnnviz.training.answers")  # the first page would wait for it
app = st.App(
    Path(__file__).with_name("asking_page.py"),
    routes=browser.routes(),
)
