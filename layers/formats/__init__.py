"""Reading and writing the file formats of the trade, through named drivers only."""
