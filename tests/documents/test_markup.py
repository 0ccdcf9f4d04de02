"""The texts of a report: what has a meaning, what stays text, and that nothing is lost and nothing runs."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents.markup import Heading, Numbers, Table, parse, tidy, to_html, to_plain
from casework.documents.markup.html import ATTRIBUTES, SCHEMES, TAGS

SNIPPETS = [
    *"*_`|[]()<>#-+.!\\&;:'\"/= \n\t",
    "\n\n",
    "- ",
    "  - ",
    "1. ",
    "2. ",
    "12. ",
    "2019. ",
    "3) ",
    "## ",
    "### ",
    "# ",
    "**",
    "| a | b |\n|---|--:|\n",
    "|---|\n",
    "](",
    "](https://exempel.example/a?b=1&c=2)",
    "](javascript:alert(1))",
    "](data:text/html,x)",
    "](mailto:a@demo.example)",
    "![",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "&lt;",
    "&#106;avascript:",
    "```",
    "> ",
    "[a]: https://exempel.example\n",
    "https://exempel.example",
    "åäö",
    "Det",
    "beslut",
    "1 204 tkr",
]
texts = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=5)), max_size=25).map("".join)
unlinked = texts.map(lambda text: text.replace("](", "] ("))


class Seen(HTMLParser):
    """What stands in HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.feed(str(html))  # a Markup would escape what is added to it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.words += "" if tag in {"strong", "em", "a"} else " "

    def handle_endtag(self, tag: str) -> None:
        self.words += "" if tag in {"strong", "em", "a"} else " "

    def handle_data(self, data: str) -> None:
        self.words += data


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


# --- for any text ----------------------------------------------------------------------------------------------


@given(texts, st.sampled_from([2, 4, None]), st.sampled_from(["", 'Tabell "1"']))
def test_html_of_any_text_holds_only_what_is_on_the_list(text: str, level: int | None, label: str) -> None:
    seen = Seen(to_html(text, level=level, table_label=label))
    allowed = {tag: names | ({"rel"} if tag == "a" else set()) for tag, names in ATTRIBUTES.items()}
    assert set(seen.tags) <= TAGS
    assert [row for row in seen.attributes if row[1] not in allowed.get(row[0], set())] == []
    addresses = [value for _, name, value in seen.attributes if name == "href"]
    assert [value for value in addresses if value.partition(":")[0].lower() not in SCHEMES] == []


@given(unlinked)
def test_no_letter_of_any_text_is_lost(text: str) -> None:
    kept = letters(text)
    assert letters(to_plain(text)) == kept
    assert letters(Seen(to_html(text)).words) == kept


@given(texts)
def test_words_in_html_and_in_plain_text_are_the_same(text: str) -> None:
    without_addresses = re.sub(r" \((?:https?://|[^\s()]+@)[^\s]*\)", "", to_plain(tidy(unlinked_words(text))))
    assert letters(Seen(to_html(tidy(unlinked_words(text)))).words) == letters(without_addresses)


def unlinked_words(text: str) -> str:
    """Links keep their brackets but lead nowhere."""
    return re.sub(r"\]\([^)]*\)", "]", text)


@given(texts)
def test_tidy_text_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once


@given(texts)
def test_tidy_changes_only_lines_with_a_link(text: str) -> None:
    rows = [(before, after) for before, after in zip(text.split("\n"), tidy(text).split("\n"), strict=True)]
    assert [before for before, after in rows if before != after and "](" not in before] == []


@given(st.lists(st.text(alphabet="abcåäö ,?§%()/1234567890;:–”", min_size=1).filter(str.strip), min_size=1))
def test_text_without_marks_is_shown_line_by_line(lines: list[str]) -> None:
    html = to_html("\n".join(lines))
    shown = Seen(html.replace("<br>", "\n")).words
    assert [line.strip(" ") for line in shown.strip().split("\n")] == [line.strip(" ") for line in lines]


@given(texts)
def test_headings_follow_each_other_without_a_gap(text: str) -> None:
    levels = [block.level for block in parse(text) if isinstance(block, Heading)]
    assert levels[:1] in ([], [2])
    assert [number for number, level in enumerate(levels[1:]) if level - levels[number] > 1] == []


# --- what has a meaning ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Ett\ntvå\n\ntre", "<p>Ett<br>två</p><p>tre</p>"),
        ("## Rubrik\ntext\n### Under", "<h4>Rubrik</h4><p>text</p><h5>Under</h5>"),
        ("### Under utan över\n\n### En till", "<h4>Under utan över</h4><h5>En till</h5>"),
        ("**fet** *kursiv* ***båda***", "<p><strong>fet</strong> <em>kursiv</em> <strong><em>båda</em></strong></p>"),
        ("**fet *och* fet**", "<p><strong>fet <em>och</em> fet</strong></p>"),
        (
            "Nämnden beslutar\n- att ge\n- att ta",
            "<p>Nämnden beslutar</p><ul><li>att ge</li><li>att ta</li></ul>",
        ),
        ("- ett\n  - under\n    - djup", "<ul><li>ett<ul><li>under<ul><li>djup</li></ul></li></ul></li></ul>"),
        ("1. ett\n2. två\n   - under", "<ol><li>ett</li><li>två<ul><li>under</li></ul></li></ol>"),
        ("- ett\n\n- två", "<ul><li><p>ett</p></li><li><p>två</p></li></ul>"),
        ("3. tre\n4. fyra", '<ol start="3"><li>tre</li><li>fyra</li></ol>'),
        ("1. ett\n1. ett\n4. fyra", '<ol><li>ett</li></ol><ol><li>ett</li></ol><ol start="4"><li>fyra</li></ol>'),
        (
            "[se **här**](https://exempel.example/å)",
            '<p><a href="https://exempel.example/%C3%A5" rel="noopener">se <strong>här</strong></a></p>',
        ),
        ("[skriv](mailto:a@demo.example)", '<p><a href="mailto:a@demo.example" rel="noopener">skriv</a></p>'),
        (r"\*inte kursiv\*", "<p>*inte kursiv*</p>"),
    ],
)
def test_marks_of_the_subset(text: str, html: str) -> None:
    assert to_html(text) == html


def test_headings_as_bold_lines_where_no_heading_may_stand() -> None:
    assert to_html("## Rubrik\ntext", level=None) == "<p><strong>Rubrik</strong></p><p>text</p>"


def test_table_has_a_heading_row_and_its_figures_are_marked() -> None:
    text = "| År | Kronor | Not |\n|---|---|--:|\n| 2018 | 1 204 000 | a |\n| 2019 | −5,5 % |"
    assert to_html(text) == (
        '<table><thead><tr><th scope="col">År</th><th scope="col" class="amount">Kronor</th>'
        '<th scope="col" class="amount">Not</th></tr></thead>'
        '<tbody><tr><td>2018</td><td class="amount">1 204 000</td><td class="amount">a</td></tr>'
        '<tr><td>2019</td><td class="amount">−5,5 %</td><td class="amount"></td></tr></tbody></table>'
    )


def test_table_box_carries_the_label_as_text() -> None:
    html = to_html("|a|\n|-|", table_label='"><script>')
    assert html.startswith('<div class="table-box" tabindex="0" role="group" aria-label="&quot;&gt;&lt;script&gt;"')


# --- what stays text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2019. Det året ökade kostnaden.",
        "  2019. Det",
        "100. hundra",
        "1 204 tkr",
        "1) ett",
        "* stjärna",
        "+ 5 %",
        "-5 grader",
        "# ett",
        "#### fyra",
        "##",
        "## ##",
        "##utan blank",
        "> citat",
        "    indrag",
        "---",
        "rad\n---",
        "rad\n===",
        "`kod`",
        "```\nkod\n```",
        "~~struket~~",
        "fil_namn_med_streck",
        "_kursiv_ __fet__",
        "&amp; &lt;b&gt; &#42;",
        "<b>fet</b>",
        "<script>alert(1)</script>",
        "<!-- kommentar -->",
        "https://exempel.example",
        "<https://exempel.example>",
        "[a]: https://exempel.example",
        "[text][a]",
        "[text]",
        "[ ] att göra",
        "[x](javascript:alert(1))",
        "[x](/egen/sida)",
        '[x](https://exempel.example "titel")',
        "a | b",
        "| a | b |\n|---|\n| c |",
        "|a|\n|-|\n|b|c|",
        "C:\\data\\fil",
    ],
)
def test_other_text_is_shown_as_it_was_typed(text: str) -> None:
    shown = Seen(to_html(text).replace("<br>", "\n"))
    assert set(shown.tags) == {"p"}
    assert shown.words.split() == text.split()


def test_year_in_a_list_begins_no_item() -> None:
    assert to_html("1. ett\n2019. Det") == "<ol><li>ett<br>2019. Det</li></ol>"
    assert to_html("- 2019. Det\n- två") == "<ul><li>2019. Det</li><li>två</li></ul>"


def test_lists_that_stand_too_deep_are_text() -> None:
    text = "".join(f"{'  ' * depth}- nivå {depth}\n" for depth in range(40))
    assert to_html(text).count("<ul>") == 4
    assert [depth for depth in range(40) if f"nivå {depth}" not in to_html(text)] == []


def test_headings_and_tables_in_a_list_are_text() -> None:
    assert to_html("- ## a\n\n  |a|\n  |-|") == "<ul><li><p>## a</p><p>|a|<br>|-|</p></li></ul>"


# --- plain text ------------------------------------------------------------------------------------------------


def test_plain_text_shows_no_marks() -> None:
    text = (
        "## Rubrik\n**Fet** och *kursiv*.\n\n- ett\n  - under\n- två\n\n3. tre\n4. fyra\n   rad\n\n"
        "|a|b|\n|-|-|\n|1|2|\n\n[här](https://exempel.example) [https://exempel.example](https://exempel.example) "
        "[a@demo.example](mailto:a@demo.example)"
    )
    assert to_plain(text) == (
        "Rubrik\n\nFet och kursiv.\n\n- ett\n  - under\n- två\n\n3. tre\n4. fyra\n   rad\n\na | b\n1 | 2\n\n"
        "här (https://exempel.example) https://exempel.example a@demo.example"
    )


# --- the way in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[x](javascript:alert(1)) y", "x y"),
        ("se [*x*](file:///c:/a) och [y](https://exempel.example)", "se *x* och [y](https://exempel.example)"),
        ("![bild av huset](https://exempel.example/a.png)", "bild av huset"),
        ("![](data:image/png;base64,AAAA)", ""),
        ("[![logga](a.png)](https://exempel.example)", "[logga](https://exempel.example)"),
        ("[![logga](a.png)](ftp://exempel.example)", "logga"),
        ("[[x](ftp:a)](ftp:b)", "x"),
        ('| [a](x:y "t") | b |', "| a | b |"),
        (r"\[x](javascript:a) \![y](z)", r"\[x](javascript:a) \!y"),
        ("- [x] gjort\n[2019](sidan 3)", "- [x] gjort\n[2019](sidan 3)"),
        ("<script>[x](a:b)</script>", "<script>x</script>"),
    ],
)
def test_tidy_keeps_the_words_of_what_it_takes_out(text: str, kept: str) -> None:
    assert tidy(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "![" * 60_000,
        "[a](" * 30_000,
        "[a" * 40_000 + "]" * 40_000,
        "[" * 1_000 + "*" * 150_000,
        "[" * 5_000 + "x" + "](ftp:a)" * 5_000,
        "*a **b " * 20_000,
        "- " * 50_000,
        "- a\n" * 20_000,
        "1. a\n" * 20_000,
        "|a|b|\n|-|-|\n" * 5_000,
        "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b\n" * 100,
    ],
    ids=lambda text: text[:8],
)
def test_text_made_to_be_hard_is_read_in_bounded_time(text: str) -> None:
    """Without bounds the first of these takes minutes."""
    began = time.process_time()
    to_html(tidy(text))
    assert time.process_time() - began < 20


def test_numbers_are_those_that_were_typed() -> None:
    lists = [block for block in parse("8. a\n9. b\n20. c") if isinstance(block, Numbers)]
    assert [(block.start, len(block.items)) for block in lists] == [(8, 2), (20, 1)]


def test_every_row_of_a_table_has_every_cell() -> None:
    (table,) = parse("|a|b|c|\n|-|-|-|\n|1|\n||2")
    assert isinstance(table, Table)
    assert [len(row) for row in table.rows] == [3, 3, 3]
