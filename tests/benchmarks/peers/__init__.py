"""Small Streamlit apps that the lessons are measured against."""
