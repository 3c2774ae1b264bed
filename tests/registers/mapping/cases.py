"""Mapping files that together use every word of the mapping syntax, each with its sources."""

import sqlite3
from pathlib import Path

PEOPLE = """id,name,born,country,phone,email,note
1,"Anna de Vries",1980-05-01,NL,+31206004402,anna@example.org,"a;b; c"
2,  "Jan ""Jip"" Jansen"  ,1980,Netherlands,020 600 4402,not an address,
3,,1980-13-40,Atlantis,12,x@y,;;
4,'Zoë Müller',31-12-1999,be,0031206004402,ZOE@EXAMPLE.ORG,e\u0301t\u00e9

5,José\u200b  García\u00a0Ruiz,1999-12,DE,+4930123456,mailto:jose@bücher.example,  spaced
6,Short
7,Long,2001-02-03,FR,+33123456789,l@example.org,n,surplus,more
"""

COMPANIES = """nr,nr,name,trade,form,street,no,postcode,city,founded,closed,url,capital,director
K1,K1b,Alfa B.V.,Alfa;Alpha,bv,Kade 1,1a,1011 AB,Havenrijk,03/04/2010,,example.org,"1.000,50",Anna
K2,K2b,"Beta, Gamma & Zn.",,vof,"Straat\n2",,1012,Havenrijk,31/12/1999,2020,http://EXAMPLE.org/a b,12,Bob
K3,,Delta,Delta,,;ESQ. Laan,3,,"",x,2021-02-30,not a url,,
,K4b,NoKey,,,,,,,,,,,
K1,K1b,Alfa BV,Alfa,bv,Kade 1,1a,1011 AB,Havenrijk,03/04/2010,,,,Anna
"""

CASES: dict[str, str] = {
    "columns": """
columns:
  query:
    csv_url: people.csv
    entities:
      person:
        schema: Person
        key: id
        properties:
          name: {column: name}
          birthDate: {column: born}
          country: {column: country}
          phone: {column: phone}
          email: {column: email}
          notes: {column: note}
""",
    "keys": """
keys:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key_literal: " company "
          keys: [nr, name, city, missing_column]
          properties:
            name: {columns: [name, trade]}
            registrationNumber: {column: nr}
        pair:
          schema: LegalEntity
          keys: [name, nr]
          properties: {name: {column: name}}
""",
    "literal": """
literal:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key: nr
          properties:
            name: {column: name}
            jurisdiction: {literal: Netherlands}
            topics: {literals: [corp.shell, nonsense, " FIN "]}
            sector: {literals: ["  kept as it is ", ""], column: form}
            alias: {literal: "'quoted'", columns: [trade]}
""",
    "join": """
join:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key: nr
          properties:
            address: {columns: [street, "no", postcode, city], join: ", "}
            summary: {columns: [trade, form, capital], literals: [x], join: "/"}
            notes: {columns: [closed, url], join: "-"}
            name: {columns: [closed, url], join: ""}
        other:
          schema: Company
          key: nr
          key_literal: o
          properties:
            address: {columns: [street, no, postcode], join: " "}
""",
    "split": """
split:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key: nr
          properties:
            alias: {column: trade, split: ";"}
            notes: {columns: [name, street], join: "|", split: "a"}
            keywords: {column: name, split: " "}
            country: {literal: "nl,be,zz,xyzzy", split: ","}
    - csv_url: people.csv
      entities:
        person:
          schema: Person
          key: id
          properties:
            name: {column: name}
            notes: {column: note, split: ";"}
            nationality: {column: country, split: "e"}
""",
    "template": """
template:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key: nr
          properties:
            name: {column: name}
            sourceUrl: {template: "https://example.org/{{nr}}?q={{missing}}{{city}}"}
            notes: {template: " {{trade}} "}
            summary: {template: "{{closed}}", split: ";"}
            address: {template: "{{street}}, , {{postcode}} {{city}}"}
""",
    "format": """
format:
  queries:
    - csv_url: companies.csv
      entities:
        company:
          schema: Company
          key: nr
          properties:
            name: {column: name}
            incorporationDate: {column: founded, format: "%d/%m/%Y"}
            dissolutionDate: {columns: [closed, founded]}
            leiCode: {literal: 529900T8BM49AURSDO55}
            innCode: {column: capital, format: inn}
            website: {column: url}
    - csv_url: people.csv
      entities:
        person:
          schema: Person
          key: id
          properties:
            name: {column: name}
            phone: {column: phone, format: nl}
            birthDate: {column: born, format: "%d-%m-%Y"}
            deathDate: {column: born, format: "%Y"}
            country: {column: country, fuzzy: true}
""",
    "filters": """
filters:
  queries:
    - csv_url: people.csv
      filters: {country: [NL, Netherlands, be], note: ["a;b; c", null]}
      filters_not: {id: "2"}
      entities:
        person: {schema: Person, key: id, properties: {name: {column: name}}}
    - csv_url: people.csv
      filters_not: {note: null, country: [DE, "FR"]}
      entities:
        person: {schema: Person, key: id, properties: {name: {column: name}}}
    - csv_url: people.csv
      filters: {missing_column: x}
      entities:
        person: {schema: Person, key: id, properties: {name: {column: name}}}
    - csv_url: people.csv
      filters: {name: Short}
      filters_not: {missing_column: [x]}
      entities:
        person: {schema: Person, key: id, properties: {name: {column: name}}}
""",
    "references": """
references:
  queries:
    - csv_url: companies.csv
      entities:
        link:
          schema: Directorship
          key_literal: link
          keys: [nr, director]
          properties:
            director: {entity: person}
            organization: {entity: company}
            role: {literal: director}
        person:
          schema: Person
          key: director
          key_literal: person
          properties:
            name: {column: director}
            alias: {column: trade}
        company:
          schema: Company
          key: nr
          properties:
            name: {columns: [name, trade]}
            previousName: {column: trade, split: ";"}
        about:
          schema: UnknownLink
          key_literal: about
          keys: [nr, name]
          properties:
            subject: {entity: company}
            object: {entity: person}
            namesMentioned: {column: name}
""",
    "required": """
required:
  queries:
    - csv_url: companies.csv
      entities:
        person:
          schema: Person
          key: director
          properties:
            name: {column: director, required: true}
            country: {column: city, required: "true"}
        company:
          schema: Company
          key: nr
          properties:
            name: {column: name}
            jurisdiction: {literal: nl, required: true}
            incorporationDate: {column: founded, format: "%d/%m/%Y", required: true}
        link:
          schema: Directorship
          key_literal: link
          keys: [nr]
          properties:
            director: {entity: person}
            organization: {entity: company, required: true}
""",
    "ids": """
ids:
  queries:
    - csv_url: people.csv
      filters_not: {id: null}
      entities:
        person:
          schema: Person
          id_column: id
          properties:
            name: {column: name}
        document:
          schema: Note
          key: id
          properties:
            entity: {entity: person}
            description: {column: note}
        plain:
          schema: Note
          keys: [id, name]
          properties:
            entity: {column: id}
""",
    "several": """
first:
  queries:
    - csv_urls: [people.csv, more.csv]
      entities:
        person: {schema: Person, keys: [id, name], properties: {name: {column: name}, country: {column: country}}}
second:
  include: included.yml
""",
    "environment": """
environment:
  query:
    csv_url: $TIDEGATE_CASE_FOLDER/people.csv
    entities:
      person: {schema: Person, key: id, properties: {name: {column: name}}}
""",
    "database": """
database:
  queries:
    - database: sqlite:///city.sqlite
      tables:
        - {table: firm, alias: f}
        - {table: owner, alias: o}
      joins:
        - {left: f.id, right: o.firm_id}
      filters: {f.kind: [a, b]}
      filters_not: {o.name: Nobody}
      entities:
        firm:
          schema: Company
          key: f.id
          properties:
            name: {column: f.name}
            capital: {column: f.capital}
        owner:
          schema: Person
          keys: [o.name]
          properties:
            name: {column: o.name}
            birthDate: {column: born}
        share:
          schema: Ownership
          key_literal: share
          keys: [f.id, o.name]
          properties:
            owner: {entity: owner}
            asset: {entity: firm}
            percentage: {column: share}
    - database: sqlite:///city.sqlite
      table: firm
      entities:
        firm: {schema: Company, key: id, properties: {name: {column: name}, sector: {column: kind}}}
""",
    "types": """
types:
  queries:
    - csv_url: types.csv
      entities:
        thing:
          schema: Person
          key: id
          properties:
            name: {column: v}
            alias: {column: v, split: "-"}
            birthDate: {column: v}
            country: {column: v}
            idNumber: {column: v}
            phone: {column: v}
            email: {column: v}
            website: {column: v}
            address: {column: v}
            gender: {column: v}
            topics: {column: v}
            notes: {column: v}
            height: {column: v}
        document:
          schema: HyperText
          key_literal: document
          keys: [id]
          properties:
            bodyHtml: {column: v}
            mimeType: {column: v}
            contentHash: {column: v}
            language: {column: v}
            parent: {column: v}
        account:
          schema: BankAccount
          key_literal: account
          keys: [id]
          properties:
            iban: {column: v}
            bic: {column: v, format: bic}
            balance: {column: v}
        call:
          schema: Email
          key_literal: call
          keys: [id]
          properties:
            headers: {column: v}
        wallet:
          schema: CryptoWallet
          key_literal: wallet
          keys: [id]
          properties:
            publicKey: {column: v}
""",
}

INCLUDED = """
queries:
  csv_url: companies.csv
  entities:
    company: {schema: Company, key: nr, properties: {name: {column: name}}}
"""

VALUES = [
    "1999", "1999-02", "1999-02-30", "1999-02-28", "2000-02-29T10:11:12", "2000-02-29T23:59:00+02:00", "0999-01-01",
    "2024-1-2", "31/12/2020", "3000-01-01", "nl", "NLD", "Kingdom of the Netherlands", "holland", "EU", "Kosovo", "XK",
    "male", "M", "männlich", "vrouw", "crime", "CORP.SHELL", "eng", "en", "dut", "de", "text/plain", "TEXT/HTML; x=1",
    "NL91ABNA0417164300", "NL00ABNA0417164300", "ABNANL2A", "7707083893", "529900T8BM49AURSDO55", "+1 650 253 0000",
    "++31", "a@b.nl", "A.B@Example.COM", "a@localhost", "x @y.nl", "www.example.org", "ftp://x.org/ü", "http://", "//",
    "127.0.0.1", "::1", '{"a": 1}', "<p>x</p>", "1.000,5", "1,000.5 m2", "-12", "o'Brien", "''x''", '"y"',
    "a,, b", "a , . b", "x;y", "Line<BR/>two", "Dr. X ESQ, Y", "abc.def", "abc-", "a_b",
    "\u00c5ngstr\u00f6m", "A\u030angstrom",
    "\u0410\u043d\u043d\u0430", "\u200fabc\u200e", "tab\there", "\u3000wide\u3000",
    "\ufeffbom", "soft\u00adhyphen", "nul\u0001x",
]  # fmt: skip


def write_case(name: str, folder: Path) -> Path:
    """Write the sources and the mapping of a case into a folder and give the mapping's path."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "more.csv").write_text("country,id,name\nBE,9,Niñ\u0303o\nnl,1,Anna de Vries\n", encoding="utf-8")
    (folder / "companies.csv").write_text(COMPANIES, encoding="utf-8")
    (folder / "included.yml").write_text(INCLUDED, encoding="utf-8")
    rows = [f'{n},"{v.replace(chr(34), chr(34) * 2)}"' for n, v in enumerate(VALUES)]
    (folder / "types.csv").write_text("id,v\n" + "\n".join(rows) + "\n", encoding="utf-8")
    if name == "database":
        _write_database(folder / "city.sqlite")
    path = folder / f"{name}.yml"
    path.write_text(CASES[name], encoding="utf-8")
    return path


def _write_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.executescript(
            """
            create table firm (id integer, name text, kind text, capital real);
            create table owner (firm_id integer, name text, born text, share real);
            insert into firm values (1, 'Alfa', 'a', 100.5), (2, ' Beta ', 'b', 3.14159), (3, 'Gamma', 'c', 1e6),
                (4, null, 'a', 0);
            insert into owner values (1, 'Anna', '1980', 0.5), (1, 'Bob', null, 50.0), (2, 'Nobody', '1990-01-01', 1),
                (4, 'Zoë', 'x', null);
            """
        )
    database.close()
