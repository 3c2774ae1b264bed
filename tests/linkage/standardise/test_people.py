import time
import unicodedata
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.standardise.people import COLUMNS, LONGEST_SOUND, PART, sound_of, standardise
from tidegate.linkage.standardise.texts import folded

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéèñçøåłß-' "
names = st.text(st.sampled_from(LETTERS), max_size=40)
KNOWN = yaml.safe_load(files("tidegate.linkage.standardise").joinpath("words", "people.yml").read_text("utf-8"))
# A title is dropped where titles stand, so a word that is one may come and go with its place.
TITLES = {str(w) for key, found in KNOWN.items() if "title" in key for w in found}
words = st.lists(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzéüø"), min_size=1, max_size=9).filter(
        lambda w: folded(w) not in TITLES
    ),
    min_size=1,
    max_size=6,
)


def one(raw, **options):
    (row,) = standardise([raw], options).to_pylist()
    return row


@pytest.mark.parametrize(
    "written",
    [
        "Jan van der Berg",
        "VAN DER BERG, Jan",
        "Jan VAN DER BERG",
        "Berg, Jan van der",
        "BERG van der, Jan",
        f"Jan{PART}van der Berg",
    ],
)
def test_one_name_in_six_orders_is_one_name(written):
    row = one(written)
    assert (row["full"], row["given"], row["family"], row["given_initial"]) == ("berg jan", "jan", "berg", "j")


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("Gabriel de la Cruz", "gabriel", "cruz"),
        ("Otto von Bismarck", "otto", "bismarck"),
        ("Bashar al-Assad", "bashar", "assad"),
        ("Leonardo di Caprio", "leonardo", "caprio"),
        ("Al Gore", "al", "gore"),  # a particle at the head of a name is a given name
        ("Ben Smith", "ben", "smith"),
        ("Mary Le", "mary", "le"),  # and one at its end a family name
        ("Pat O'Brien", "pat", "obrien"),
        ("Victor D\u2019Hondt", "victor", "dhondt"),
        ("Łukasz Wałęsa", "lukasz", "walesa"),
        ("Jürgen Groß", "jurgen", "gross"),
        ("Иванов Иван Иванович", "ivan", "ivanov"),
        ("Юрий Гагарин", "yury", "gagarin"),
        ("Roman Arkadyevich Abramovich", "roman", "abramovich"),
        ("Γιώργος Παπαδόπουλος", "giorgos", "papadopoulos"),
        ("Dr. Anna Smith, PhD", "anna", "smith"),
        ("Sr. Juan Pérez", "juan", "perez"),
        ("Jean-Pierre Dupont", "jean", "dupont"),
        ("Anna Smith-Jones", "anna", "smithjones"),
    ],
)
def test_names_come_apart(written, given, family):
    row = one(written)
    assert (row["given"], row["family"]) == (given, family)


@pytest.mark.parametrize("written", ["van der Meer", "VAN DER MEER", "ter Horst", "de Vries"])
def test_a_family_name_with_its_particle_is_no_given_name(written):
    row = one(written)
    assert (row["given"], row["family"]) == (None, written.lower().split()[-1])


def test_both_halves_of_a_double_name_can_be_found():
    assert one("Anna Smith-Jones")["family_all"] == ["smith", "jones"]
    assert one("Jean-Pierre Dupont")["given_all"] == ["jean", "pierre"]


def test_an_initial_is_no_name_in_common():
    assert one("Eric A. Wendt")["given_all"] == ["eric"]
    assert one("Eric A. Wendt")["middle"] == "a"
    assert one("J.P. Wendt")["given_all"] == ["j", "p"]


def test_a_particle_written_on_is_kept_beside():
    apart, together = one("Jan van den Berg"), one("Jan Vandenberg")
    assert apart["family_whole"] == together["family_whole"] == "vandenberg"


@pytest.mark.parametrize(
    ("written", "suffix"),
    [
        ("David Dobbins Jr", "junior"), ("Smith, Robert, Sr.", "senior"), ("John Smith III", "third"),
        (f"Robert{PART}Smith Sr", "senior"), ("John Smith", None), ("Jr", None),
    ],
)  # fmt: skip
def test_a_junior_is_marked_and_not_named_so(written, suffix):
    row = one(written)
    assert row["suffix"] == suffix
    assert suffix is None or not {"jr", "sr", "iii"} & set(row["tokens"])


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Bill", "William"), ("Kees", "Cornelis"), ("Sasha", "Aleksandr"), ("Саша", "Александр"), ("Pepe", "José"),
        ("Gosia", "Małgorzata"), ("Beppe", "Giuseppe"), ("Yannis", "Ioannis"), ("Heinz", "Heinrich"),
        ("Mohamed", "Muhammad"),
    ],
)  # fmt: skip
def test_short_forms_stand_for_their_names(short, whole):
    assert set(one(f"{short} Bos")["known_as"]) & set(one(f"{whole} Bos")["known_as"])


def test_a_short_form_of_two_names_does_not_make_them_one():
    pat, patrick, patricia = (set(one(f"{n} Smith")["known_as"]) for n in ("Pat", "Patrick", "Patricia"))
    assert pat & patrick
    assert pat & patricia
    assert not patrick & patricia


def test_parts_have_the_roles_they_are_given():
    row = one(
        PART.join(["Dr", "Anna", "", "Maria", "", "de Vries", "Jr"]),
        roles=["title", *["given"] * 4, "family", "suffix"],
    )
    assert (row["given_all"], row["family"], row["suffix"]) == (["anna", "maria"], "vries", "junior")


def test_half_a_name_is_half_a_name():
    assert one(f"Bob{PART}")["family"] is None
    assert one(f"{PART}Smith")["given"] is None
    assert one("Madonna")["given"] is None


@pytest.mark.parametrize("nothing", ["", "-", " , ", "...", PART, "'"])
def test_what_holds_no_name_says_nothing(nothing):
    assert not any(one(nothing).values())


def test_names_exchanged_share_a_key():
    assert one(f"Shaw{PART}Daniella")["pair_sound"] == one(f"Daniella{PART}Shaw")["pair_sound"]


@pytest.mark.parametrize(
    "spellings",
    [
        ("schmidt", "schmitt", "smit"),
        ("romanov", "romanoff", "romanow"),
        ("kovac", "kovach", "kowacz"),
        ("garski", "garsky"),
    ],
)
def test_spellings_of_one_sound_agree(spellings):
    assert len({sound_of(s) for s in spellings}) == 1


def test_an_unknown_role_is_refused_in_words():
    with pytest.raises(
        ValueError, match="roles holds 'nickname'; a part of a name is one of given, family, suffix, title"
    ):
        standardise([], {"roles": ["nickname"]})


def test_no_names_make_an_empty_table():
    assert standardise([], {}).schema == COLUMNS
    assert standardise([], {}).num_rows == 0


@given(words, st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_matter_to_full(parts, chance):
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert one(" ".join(parts))["full"] == one(" ".join(shuffled))["full"]


@given(names)
def test_full_stays_as_it_is(name):
    full = one(name)["full"]
    assert full is None or one(full)["full"] == full


@given(names)
def test_case_and_marks_do_not_matter_to_full(name):
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    assert one(name)["full"] == one(name.upper())["full"] == one(bare)["full"]


@settings(deadline=None)  # the first foreign letter loads the tables of transliteration
@given(st.lists(st.text(max_size=60), max_size=20))
def test_every_text_makes_a_row(texts):
    table = standardise(texts, {})
    assert table.num_rows == len(texts)
    assert table.schema == COLUMNS
    assert all(len(s) <= LONGEST_SOUND for s in table["sound"].to_pylist() if s)


@pytest.mark.parametrize(
    "long", ["a" * 10_000, "a " * 5_000, "Ж" * 10_000, ", " * 5_000, PART * 10_000, "van " * 2_500, "é-" * 5_000]
)
def test_a_name_of_ten_thousand_letters_is_read_at_once(long):
    begin = time.perf_counter()
    assert standardise([long], {}).num_rows == 1
    assert time.perf_counter() - begin < 1.0


@pytest.mark.slow
def test_two_hundred_thousand_names_take_seconds():
    syllables = ["ka", "lo", "mi", "ter", "son", "ber", "van", "ro"]
    made = [f"{a}{b}{c}" for a in syllables for b in syllables for c in syllables]
    many = [f"{g} {f}{n}" for n, g in enumerate(made[:400]) for f in made]
    begin = time.process_time()
    assert standardise(many, {}).num_rows == len(many) == 204_800
    assert time.process_time() - begin < 20
