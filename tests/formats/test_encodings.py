"""Encodings: UTF-8 is proved, everything else is guessed and noted, or refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import DeliveryError
from tidegate.formats import ReadOptions
from tidegate.formats.encodings import find_encoding, transcode

TEXTS = {
    "cp1252": "Gemeente Zürich, café 't Hörnchen, façade, Malmö, naïve, señor, Besançon, straße, Ærø",
    "cp1250": "Město Plzeň, ulice Žižkova, živnostenské oprávnění, příjmení Dvořák, Łódź, środa, źródło, tłumacz",
    "cp1251": "Улица Садовая, дом четырнадцать, торговля продуктами, общество, имеющее ответственностью",
    "cp1253": "Οδός Σταδίου, Αθήνα, εμπόριο τροφίμων, εταιρεία περιορισμένης ευθύνης, πρόστιμο, έλεγχος",
    "cp1254": "Çarşı Mahallesi, İstanbul, güvenlik şirketi, ışık, öğretmen, ürün satışı, değişiklik",  # noqa: RUF001 - Turkish has this letter
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_code_pages_of_offices_are_recognised(tmp_path, encoding):
    text = "".join(f"{n};{TEXTS[encoding]}\n" for n in range(20))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    found = find_encoding(path, ReadOptions())
    transcode(path, found.name, tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes().decode() == text
    assert not found.certain
    assert found.name in found.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_and_utf8_are_certain(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("id;Café €\n".encode(encoding))
    found = find_encoding(path, ReadOptions())
    assert (found.name, found.certain, found.notes) == (encoding, True, ())


@given(text=st.text(max_size=50))
def test_text_survives_the_way_to_utf8(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("t")
    for encoding in ("utf-8", "utf-16-le", "utf-32-be"):
        (folder / "a").write_bytes(text.encode(encoding))
        transcode(folder / "a", encoding, folder / "b")
        assert (folder / "b").read_bytes() == text.encode()


def test_a_character_cut_at_a_chunk_is_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * ((1 << 20) - 1) + "é€".encode() * 10)
    assert find_encoding(path, ReadOptions()).name == "utf-8"


def test_the_place_of_the_first_fault_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\n" + "é\n".encode() * 400_000 + b"\xff\xfe\n")
    with pytest.raises(DeliveryError) as fault:
        find_encoding(path, ReadOptions(encoding="utf-8"))
    assert fault.value.where == "a.csv, line 400002"
    assert f"byte {3 + 400_000 * 3 + 1:,} (0xff)" in fault.value.what


@pytest.mark.parametrize("name", ["base64", "rot13", "no-such", "hex"])
def test_what_is_no_text_encoding_is_refused(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\n1\n")
    with pytest.raises(DeliveryError, match="is not known"):
        find_encoding(path, ReadOptions(encoding=name))


def test_the_mark_wins_over_a_name_of_the_same_family(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(codecs.BOM_UTF8 + b"id\n")
    assert find_encoding(path, ReadOptions(encoding="UTF8")).name == "utf-8-sig"
