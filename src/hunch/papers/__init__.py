"""Outside sources: BibTeX, the text of PDFs, what the web knows of a DOI. Data, never executed and never trusted."""
