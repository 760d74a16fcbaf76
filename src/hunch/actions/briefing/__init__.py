"""What somebody must know who takes over: gathered from the journal, said in lines, fitted into a page."""
