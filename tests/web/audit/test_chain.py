"""The chain of the ledger: whatever is done to it afterwards is found, by number."""

import random

import pytest

chain = pytest.importorskip("tidegate.web.audit.chain")
Head, Link, commit, follow, seal = chain.Head, chain.Link, chain.commit, chain.follow, chain.seal


def ledger(entries):
    before, links = chain.FIRST, []
    for number in range(1, entries + 1):
        at, content, salt = f"2026-03-01T12:00:{number:02}+00:00", f'{{"act":"look {number}"}}', f"{number:032x}"
        commitment = commit(salt, content)
        digest = seal(before, number, at, commitment)
        links.append(Link(number, at, content, salt, commitment, before, digest))
        before = digest
    return links, Head(entries, links[-1].at if links else "", before)


def test_a_whole_ledger_holds():
    assert follow(*ledger(20)) == chain.Finding(20)
    assert follow(*ledger(0)).whole


def test_an_altered_reason_is_found_by_its_number():
    links, head = ledger(9)
    links[4] = links[4]._replace(content='{"act":"look 999"}')
    assert follow(links, head) == chain.Finding(5, 5, "altered")


def test_an_entry_that_was_sealed_anew_breaks_the_next_one():
    links, head = ledger(9)
    content = '{"act":"nothing"}'
    commitment = commit(links[4].salt, content)
    digest = seal(links[4].before, 5, links[4].at, commitment)
    links[4] = links[4]._replace(content=content, commitment=commitment, digest=digest)
    assert follow(links, head) == chain.Finding(6, 6, "out of order")


def test_a_removed_entry_is_named():
    links, head = ledger(9)
    del links[6]
    assert follow(links, head) == chain.Finding(7, 7, "removed")


def test_a_shortened_ledger_is_found_by_its_head():
    links, head = ledger(9)
    assert follow(links[:-2], head) == chain.Finding(7, 8, "removed")


def test_an_entry_that_was_added_behind_the_head_is_found():
    links, _ = ledger(9)
    _, head = ledger(8)
    assert follow(links, head) == chain.Finding(9, 9, "head")


def test_an_entry_dated_before_the_one_before_it_is_found():
    links, head = ledger(3)
    last = links[2]._replace(at="2020-01-01T00:00:00+00:00")
    links[2] = last._replace(digest=seal(last.before, 3, last.at, last.commitment))
    assert follow(links, head).number == 3


def mutated(links, chance):
    """Do one thing to a ledger that somebody who writes to the database could do."""
    links = list(links)
    kind = chance.choice(["alter", "remove", "swap", "copy", "renumber", "insert"])
    at = chance.randrange(len(links))
    if kind == "alter":
        field = chance.choice(Link._fields[1:])
        value = getattr(links[at], field)
        place = chance.randrange(len(value))
        letter = chance.choice([c for c in "0123456789abcdef{" if c != value[place]])
        links[at] = links[at]._replace(**{field: value[:place] + letter + value[place + 1 :]})
    elif kind == "remove":
        del links[at]
    elif kind == "swap":
        other = chance.choice([i for i in range(len(links)) if i != at])
        one, two = links[at], links[other]
        links[at], links[other] = two._replace(number=one.number), one._replace(number=two.number)
    elif kind == "copy":
        other = chance.choice([i for i in range(len(links)) if i != at])
        links[at] = links[other]._replace(number=links[at].number)
    elif kind == "renumber":
        links[at] = links[at]._replace(number=links[at].number + chance.choice([-1, 1, 40]))
        links.sort(key=lambda link: link.number)
    else:
        links.insert(at, links[at]._replace(content="{}"))
    return kind, links


@pytest.mark.parametrize("seed", range(10))
def test_no_mutation_goes_unseen(seed):
    chance = random.Random(seed)
    links, head = ledger(40)
    for _ in range(60):
        kind, changed = mutated(links, chance)
        finding = follow(changed, head)
        assert not finding.whole, kind
        first = next((i for i, (a, b) in enumerate(zip(links, changed, strict=False)) if a != b), len(changed)) + 1
        # The first entry that differs is named, or the one after it where only the link between them broke.
        assert first <= finding.number <= first + 1, kind
