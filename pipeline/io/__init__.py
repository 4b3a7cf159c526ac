"""Reading raw files and writing clean documents."""
