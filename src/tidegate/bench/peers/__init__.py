"""Other ways to link people, each run as a process of its own beside ours."""
