"""What the true city is called in the registers: numbers, names, addresses.

Names and addresses come in the letters of the old Western code page, because most of a city's files
hold no others. Everything is looked up by number, a column at a time.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.names import bare, name_pool, spaced
from tidegate.demo.world.draft import Ids, numbers_by_chance, numbers_by_date
from tidegate.demo.world.founding import name_stems
from tidegate.demo.world.plan import BLOCKS_PER_CITY, city_name
from tidegate.demo.world.world import FOUNDATION, LIMITED, NONE, PARTNERSHIP, World, sectors

_LETTERS = pa.array(["", "A", "B"])
_CODE_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
_COMPANIES_PER_BLOCK = 10_000
FORMS = ("Eenmanszaak", "Vennootschap onder firma", "Besloten vennootschap", "Stichting")
"""Legal forms as the business register writes them."""


def number_text(numbers: Any, prefix: str = "", width: int = 0) -> pa.Array:
    """Write whole numbers, filled with zeros to a width, behind a prefix."""
    texts = pc.cast(pa.array(np.asarray(numbers, np.int64)), pa.string())
    filled = pc.utf8_lpad(texts, width, "0") if width else texts
    return pc.binary_join_element_wise(prefix, filled, "") if prefix else filled


def cents_text(cents: Any, decimal: str = ",") -> pa.Array:
    """Write amounts of cents as euros with two decimals."""
    amount = np.asarray(cents, np.int64)
    return pc.binary_join_element_wise(number_text(amount // 100), number_text(amount % 100, width=2), decimal)


def where_any(numbers: Ids, texts: pa.Array) -> pa.Array:
    """Empty the cells whose number is `NONE`."""
    return pc.if_else(pa.array(np.asarray(numbers) != NONE), texts, pa.scalar(None, pa.string()))


class Wording:
    """The words and numbers of one block.

    Args:
        world: The block, complete.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._pool = name_pool()
        random = world.stream("numbers")
        if len(world.companies) > _COMPANIES_PER_BLOCK:
            raise ValueError(f"{len(world.companies)} companies in a block: there are {_COMPANIES_PER_BLOCK} numbers")
        self._kvk = (
            99_000_000
            + world.block * _COMPANIES_PER_BLOCK
            + random.permutation(_COMPANIES_PER_BLOCK)[: len(world.companies)]
        )
        self._branch = random.permutation(20_000)[: len(world.establishments)] + world.block * 20_000
        self._place = numbers_by_chance(random, len(world.premises)) + world.block * 40_000
        self._postcodes = self._postcode_pool()
        self._first, self._prefix, self._last, self._surname = (
            _bare(a)
            for a in (
                self._pool.first,
                self._pool.prefix,
                self._pool.last,
                self._pool.surname(np.arange(len(self._pool.last))),
            )
        )
        self._streets = _bare(world.city.streets)
        self._company_names = self._name_companies()
        self.towns = world.city.municipalities

    # Numbers of the registers.

    def kvk(self, company: Ids) -> pa.Array:
        """Give the business register's numbers of companies; empty for `NONE`."""
        return where_any(company, number_text(self._kvk[company]))

    def branch(self, establishment: Ids) -> pa.Array:
        """Give the business register's numbers of establishments."""
        return number_text(self._branch[establishment], "0000", 8)

    def place(self, premises: Ids) -> pa.Array:
        """Give the numbers of premises in the register of buildings."""
        return number_text(self._place[premises], "0991000", 9)

    def place_order(self) -> Ids:
        """Give the premises in the order of their numbers."""
        return np.argsort(self._place)

    def counters(self, purpose: str, dates: Ids) -> Ids:
        """Number the rows of a register by date, from this block's first number on."""
        return numbers_by_date(self.world.stream(f"number {purpose}"), dates) + self.world.block * 200_000

    # Names.

    def company(self, company: Ids) -> pa.Array:
        """Give the names of companies, with their legal form; empty for `NONE`."""
        return where_any(company, self._company_names.take(pa.array(np.maximum(company, 0))))

    def trade_name(self, stem: Ids, trade: Ids) -> pa.Array:
        """Give the names of firms that no register knows; empty where the stem is `NONE`."""
        stems, trades = pa.array(name_stems()), pa.array([words[0] for words in sectors().trades])
        names = pc.binary_join_element_wise(
            _bare(stems).take(pa.array(np.maximum(stem, 0))), _bare(trades).take(pa.array(trade)), " "
        )
        return where_any(stem, names)

    def surname(self, person: Ids) -> pa.Array:
        """Give surnames with their prefix; empty for `NONE`."""
        return where_any(person, self._surname.take(pa.array(self.world.people.last[person])))

    def full_name(self, person: Ids) -> pa.Array:
        """Give first names and surname in one; empty for `NONE`."""
        first = self._first.take(pa.array(self.world.people.first[person]))
        return where_any(person, pc.binary_join_element_wise(first, self.surname(person), " "))

    def name_parts(self, person: Ids, random: np.random.Generator) -> dict[str, pa.Array]:
        """Give first names, prefix and surname as a clerk keyed them in, noise included.

        Args:
            person: The people; `NONE` gives empty cells.
            random: Where the noise comes from.
        Returns:
            `first`, `prefix` and `last`.
        """
        people, rates, rows = self.world.people, noise.RATES, len(person)
        other_first, other_last = _bare(self._pool.other_first), _bare(self._pool.other_last)
        first_codes, last_codes = pa.array(people.first[person]), pa.array(people.last[person])
        other = pa.array(noise.struck(random, rows, rates.transliterated))
        first = pc.if_else(other, other_first.take(first_codes), self._first.take(first_codes))
        last = pc.if_else(other, other_last.take(last_codes), self._last.take(last_codes))
        second = where_any(people.second[person], self._first.take(pa.array(np.maximum(people.second[person], 0))))
        first = spaced(first, second)
        initial = pc.binary_join_element_wise(pc.utf8_slice_codeunits(first, 0, 1), ".", "")
        first = pc.if_else(pa.array(noise.struck(random, rows, rates.initials)), initial, first)
        first, last = noise.mistyped(random, first), noise.capitals(random, noise.mistyped(random, last))
        swapped = pa.array(noise.struck(random, rows, rates.swapped_name))
        first, last = pc.if_else(swapped, last, first), pc.if_else(swapped, first, last)
        prefix = self._prefix.take(last_codes)
        return {
            name: where_any(person, values) for name, values in (("first", first), ("prefix", prefix), ("last", last))
        }

    # Addresses.

    def street(self, premises: Ids) -> pa.Array:
        """Give the streets of premises; empty for `NONE`."""
        return where_any(premises, self._streets.take(pa.array(self.world.premises.street[premises])))

    def house(self, premises: Ids) -> pa.Array:
        """Give house numbers with their letter, such as 12 or 12A; empty for `NONE`."""
        letter = _LETTERS.take(pa.array(self.world.premises.letter[premises]))
        joined = pc.binary_join_element_wise(number_text(self.world.premises.number[premises]), letter, "")
        return where_any(premises, joined)

    def postcode(self, premises: Ids) -> pa.Array:
        """Give postcodes such as 0123 AB: no real one begins with a nought; empty for `NONE`."""
        return where_any(premises, self._postcodes.take(pa.array(np.maximum(premises, 0))))

    def town(self, premises: Ids) -> pa.Array:
        """Give the municipalities of premises; empty for `NONE`."""
        return where_any(premises, self.towns.take(pa.array(self.world.premises.town[premises])))

    def area(self, premises: Ids) -> pa.Array:
        """Give the areas of premises; empty outside the city."""
        names = pa.array([area.name for area in self.world.city.areas])
        number = self.world.premises.area[premises]
        return where_any(number, names.take(pa.array(np.maximum(number, 0))))

    def address_line(self, premises: Ids) -> pa.Array:
        """Give street and house number in one cell."""
        return pc.binary_join_element_wise(self.street(premises), self.house(premises), " ")

    def _postcode_pool(self) -> pa.Array:
        premises, city = self.world.premises, self.world.city
        # A postcode is a street and a stretch of forty house numbers of it.
        stretch = premises.street * 4 + np.minimum(premises.number // 40, 3)
        areas = np.where(premises.area >= 0, premises.area, len(city.areas) + premises.town)
        district = 100 + (city.number * (len(city.areas) + 4) + areas) % 900
        letters = pa.array([a + b for a in _CODE_LETTERS for b in _CODE_LETTERS])
        pair = letters.take(pa.array(stretch % len(letters)))
        return pc.binary_join_element_wise(number_text(district, width=4), pair, " ")

    def _name_companies(self) -> pa.Array:
        companies, words = self.world.companies, sectors()
        stems = _bare(pa.array(name_stems()))
        flat = _bare(pa.array([trade for trades in words.trades for trade in trades]))
        sizes = np.array([len(trades) for trades in words.trades])
        first = np.cumsum(sizes) - sizes
        sector = companies["sector"]
        trade = flat.take(pa.array(first[sector] + companies["trade"] % sizes[sector]))
        stem, stem2 = (stems.take(pa.array(companies[c] % len(stems))) for c in ("stem", "stem2"))
        surname = self._surname.take(pa.array(companies["last"]))
        styles = [
            pc.binary_join_element_wise(surname, trade, " "),
            pc.binary_join_element_wise(trade, stem, " "),
            pc.binary_join_element_wise(stem, trade, " "),
            pc.binary_join_element_wise(stem, stem2, trade, " "),
        ]
        names = pc.choose(pa.array(companies["style"]), *styles)
        form = companies["form"]
        tail = pc.if_else(pa.array(form == LIMITED), " B.V.", pc.if_else(pa.array(form == PARTNERSHIP), " V.O.F.", ""))
        head = pc.if_else(pa.array(form == FOUNDATION), "Stichting ", "")
        return pc.binary_join_element_wise(head, names, tail, "")


def _bare(texts: pa.Array) -> pa.Array:
    return pa.array([None if text is None else bare(text) for text in texts.to_pylist()], pa.string())


def block_title(block: int) -> str:
    """Say in words which part of which city a block is, for the reports of progress."""
    return f"{city_name(block // BLOCKS_PER_CITY)}, part {block % BLOCKS_PER_CITY + 1} of {BLOCKS_PER_CITY}"
