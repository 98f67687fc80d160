"""The table of contents, and whichever page the address asks for."""

import streamlit as st

from cnnviz.ui.frame import contents, language, shell, start

language.begin()
page = st.navigation(contents.sections(), expanded=True)
shell.open_page()
start.ready(page.url_path)
page.run()
shell.close_page()
start.FIRST_PAGE.set()
