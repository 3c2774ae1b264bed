"""The atlas: a finished picture on pages, each with the rows that it rests on."""
