"""The review page: see every edit of a corpus, refuse or accept it, and teach rules, in a browser on this machine."""
