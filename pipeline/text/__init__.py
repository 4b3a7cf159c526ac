"""What several stages know of text: patterns in linear time, rows, words, headlines."""
