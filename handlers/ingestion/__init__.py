"""From what a client sent to passages: text out of HTML, PDF and Markdown, its language, and its parts."""
