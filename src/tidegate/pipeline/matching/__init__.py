"""Two spreadsheets, one command: what in the one matches what in the other; nothing is kept."""

from tidegate.pipeline.matching.match import FileWish, Matched, MatchWish, match_files
from tidegate.pipeline.matching.matched import check_ending, matched_tables, write_matched

__all__ = ["FileWish", "MatchWish", "Matched", "check_ending", "match_files", "matched_tables", "write_matched"]
