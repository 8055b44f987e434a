"""From data to a PDF by Typst: templates, fonts, the JSON inside a certificate, pages as pictures."""
