"""Outside sources: BibTeX, PDF text, what is known of them on the web, claims. All of it is data of other people."""
