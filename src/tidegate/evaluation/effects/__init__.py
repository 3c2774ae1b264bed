"""Effects: each method takes a panel and gives an estimate with what it rests on and what was tried against it."""
