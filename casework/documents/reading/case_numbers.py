"""Case numbers (diarienummer) in the many forms of the registers, and what only looks like one."""

import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d{2}"
_SERIAL = r"(?!(?:19|20)\d{2}(?!\d))"  # 2019-2021 is a span of years


def _forms(unit: str) -> tuple[str, ...]:
    return (
        # KS 2018/124, KS-2024-00240, KS/2011:286, KS2007/0137-31, KS-2014/742.912
        rf"{unit}[ /-]?{_YEAR}[/:-]{_SERIAL}\d{{1,6}}(?:[-./]\d{{1,6}})*",
        rf"{_YEAR}/{unit} ?\d{{2,5}}(?: \d{{3}})?",  # 2023/KS 0362, 2021/KS 0280 013
        rf"{_YEAR}/{_SERIAL}\d{{1,6}}(?: [A-ZÅÄÖ]{{2,5}} ?- ?\d{{1,3}})?",  # 2014/904, 2017/0142 MBN - 1
        rf"{_YEAR}-{_SERIAL}\d{{3,6}}(?: \d(?:\.\d{{1,2}}){{1,4}})?",  # 2015-5613, 2020-000023 3.3.7.2
        rf"{_YEAR}[A-ZÅÄÖ]{{2,5}}\d{{2,6}}(?:\.\d{{2,4}})?",  # 2016KSM1221.042
        rf"{unit}[ -]\d{{1,5}}/(?:\d{{2}}|{_YEAR})",  # KS 146/2015, HM 12/87
        rf"{unit}[ -]\d{{2}}/\d{{2,6}}",  # SN 18/0098
    )


_SUFFIX = r"(?: (?:Dpl|nr) \d{1,4}(?:\.\d{1,5})?)?"  # KFN-2013-179 Dpl 01, KS2014/143 nr 2014.3074


def _pattern(unit: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.:-])(?:{'|'.join(_forms(unit))}){_SUFFIX}(?![\w/:]|-\d|\.\d)")


_STRICT = _pattern("[A-ZÅÄÖ]{2,8}")
_LOOSE = _pattern("[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,7}")  # after a label: Son 2012/436
_SEVERAL = re.compile(r"\s?,\s(?=\S)")
_NOT_OURS = re.compile(
    r"(?:\b(?:SOU|Ds|Dir|SFS|SOSFS|HSLF-FS|prop|bet|rskr|cirkulär|lag|bilaga|org|tel|telefon|fax|er|ert)[.:]?"
    r"(?:\s?(?:nr|dnr|beteckning))?[.:]?\s?)\Z",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(r"(?:SOU|Ds|Dir|SFS|HSLF|Prop|Bet|Ju|Fi|Fö|Ku|UD|Kn|Li|[SUNMA])\s?\d{4}[/:]")
_LABELLED = re.compile(r"[\w./:, -]{3,40}\Z")
_REACH = 200


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A case number as printed, and where it stands."""

    number: str
    start: int
    end: int


def find_case_number(text: str, *, labelled: bool = False) -> FoundNumber | None:
    """Return the first case number in a line of the header; several in one field stay together.

    After a label the unit may be written in small letters.

    Laws, government papers, other authorities' numbers, annexes, organisation and telephone numbers are none.
    """
    pattern = _LOOSE if labelled else _STRICT
    for found in pattern.finditer(text, 0, _REACH):
        if _NOT_OURS.search(text[max(0, found.start() - 20) : found.start()]) or _DEPARTMENT.match(found.group()):
            continue
        end = found.end()
        while (comma := _SEVERAL.match(text, end)) and (more := pattern.match(text, comma.end())):
            end = more.end()
        return FoundNumber(text[found.start() : end], found.start(), end)
    return None


def labelled_case_number(value: str) -> str | None:
    """Return the number after the label «Dnr»: of a known form, else the value when it holds a digit."""
    found = find_case_number(value, labelled=True)
    if found:
        return found.number
    value = value.strip(" .:;")
    return value if _LABELLED.match(value) and any(map(str.isdigit, value)) else None
