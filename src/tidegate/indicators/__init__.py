"""Explainable red flags on situations, from rules that are data.

A rule is a YAML file with its query beside it. It speaks of premises, establishments, companies, permits, deals and
payments, never of a person, and is refused where it reaches what no rule may rest on, by whatever way. A flag comes
with its values, the rows that prove it, how firm the links are on which it rests, and how rare it is.
"""

from tidegate.indicators.contracts import EVIDENCE, FLAGS, REPORT
from tidegate.indicators.evaluating import Evaluation, evaluate
from tidegate.indicators.examples import run_examples
from tidegate.indicators.loading import load_rule, load_rules, rules_fingerprint, shipped_rules
from tidegate.indicators.reviews import REVIEWS, TRACK, read_reviews, track_record, write_reviews
from tidegate.indicators.rule import Rule
from tidegate.indicators.strength import false_share, strength_in_words
from tidegate.indicators.switches import SWITCHES, Switches, parse_switches, read_switches
from tidegate.indicators.words import explain_flag, explain_rule, flag_sentence

__all__ = [
    "EVIDENCE",
    "FLAGS",
    "REPORT",
    "REVIEWS",
    "SWITCHES",
    "TRACK",
    "Evaluation",
    "Rule",
    "Switches",
    "evaluate",
    "explain_flag",
    "explain_rule",
    "false_share",
    "flag_sentence",
    "load_rule",
    "load_rules",
    "parse_switches",
    "read_reviews",
    "read_switches",
    "rules_fingerprint",
    "run_examples",
    "shipped_rules",
    "strength_in_words",
    "track_record",
    "write_reviews",
]
