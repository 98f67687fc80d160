"""How a lesson looks: frame, pickers, pictures and browser components. The only part that imports streamlit."""
