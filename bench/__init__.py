"""Quality and speed, measured against labelled data and other tools."""
