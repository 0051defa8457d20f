"""The runtime against CPython on generated values: text and formats."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.compiler.differential import EXAMPLES, SAFE, agree, ends, floats, integers, small, texts


@pytest.mark.parametrize(
    "name", ["upper", "lower", "title", "capitalize", "swapcase", "casefold", "strip", "split", "rsplit"]
)
@EXAMPLES
@given(text=texts)
def test_methods_without_arguments_give_what_cpython_gives(name: str, text: str) -> None:
    agree(f"$m_{name}", lambda: getattr(text, name)(), text)


@pytest.mark.parametrize(
    "name",
    [
        *("isalpha", "isalnum", "isdigit", "isspace", "islower", "isupper", "istitle", "isidentifier"),
        *("splitlines", "encode"),
    ],
)
@EXAMPLES
@given(text=texts)
def test_text_is_classified_as_in_cpython(name: str, text: str) -> None:
    agree(f"$m_{name}", lambda: getattr(text, name)(), text)


@pytest.mark.parametrize("name", ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"])
@EXAMPLES
@given(text=texts, part=st.text(st.sampled_from("abA 😀"), max_size=2), start=ends, stop=ends)
def test_searching_text_gives_what_cpython_gives(
    name: str, text: str, part: str, start: int | None, stop: int | None
) -> None:
    agree(f"$m_{name}", lambda: getattr(text, name)(part, start, stop), text, part, start, stop)


AFFIXES = ["strip", "lstrip", "rstrip", "partition", "rpartition", "removeprefix", "removesuffix", "join"]


@pytest.mark.parametrize("name", AFFIXES)
@EXAMPLES
@given(text=texts, other=st.text(st.sampled_from("abA 😀-"), max_size=3))
def test_combining_two_texts_gives_what_cpython_gives(name: str, text: str, other: str) -> None:
    agree(f"$m_{name}", lambda: getattr(text, name)(other), text, other)


@EXAMPLES
@given(
    text=texts,
    old=texts.map(lambda text: text[:2]),
    new=texts,
    count=st.integers(-1, 4),
    limit=st.integers(-1, 3),
)
def test_replace_and_split_give_what_cpython_gives(
    text: str, old: str, new: str, count: int, limit: int
) -> None:
    agree("$m_replace", lambda: text.replace(old, new, count), text, old, new, count)
    agree("$m_split", lambda: text.split(old or None, limit), text, old or None, limit)
    agree("$m_rsplit", lambda: text.rsplit(old or None, limit), text, old or None, limit)


@EXAMPLES
@given(text=texts, width=st.integers(-1, 12), fill=st.sampled_from("*-😀"))
def test_padding_gives_what_cpython_gives(text: str, width: int, fill: str) -> None:
    for name in ("center", "ljust", "rjust"):
        agree(f"$m_{name}", lambda name=name: getattr(text, name)(width, fill), text, width, fill)  # type: ignore[misc]
    agree("$m_zfill", lambda: text.zfill(width), text, width)
    agree("$m_expandtabs", lambda: text.expandtabs(width), text, width)


specs = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "<", ">", "^", "=", "*<", "0>", "x^", "0="]),
        st.sampled_from(["", "", "+", "-", " "]),
        st.sampled_from(["", "", "#"]),
        st.sampled_from(["", "", "0"]),
        st.sampled_from(["", "", "1", "7", "12"]),
        st.sampled_from(["", "", ",", "_"]),
        st.sampled_from(["", "", ".0", ".1", ".3", ".10"]),
        st.sampled_from(["", "", *"bcdeEfFgGnosxX%"]),
    ),
)


@settings(max_examples=300, deadline=None)
@given(x=st.one_of(small, integers, floats, st.booleans(), texts), spec=specs)
def test_format_gives_what_cpython_gives(x: object, spec: str) -> None:
    assume(not (spec.endswith("c") and isinstance(x, int) and 0xD800 <= x < 0xE000))
    agree("$format", lambda: format(x, spec), x, spec)


percents = st.builds(
    "".join,
    st.tuples(
        st.just("%"),
        st.sampled_from(["", "", "-", "+", " ", "0", "#", "-0", "+0"]),
        st.sampled_from(["", "", "1", "7", "12"]),
        st.sampled_from(["", "", ".", ".0", ".1", ".3"]),
        st.sampled_from([*"diuoxXeEfFgGcrsa%q"]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(x=st.one_of(small, floats, texts, st.booleans(), st.none()), spec=percents)
def test_percent_formats_give_what_cpython_gives(x: object, spec: str) -> None:
    assume(not (isinstance(x, float) and spec[-1] in "diu" and abs(x) >= SAFE))
    assume(not (spec[-1] == "c" and isinstance(x, int) and x < 0))
    if isinstance(x, float) and spec[-1] == "#":
        return
    agree("$percent", lambda: spec % (x,), spec, (x,))


@EXAMPLES
@given(
    text=st.text(st.sampled_from("0123456789_+-. xboXaefEINnif\t"), max_size=6),
    base=st.sampled_from([0, 2, 8, 10, 16, 36]),
)
def test_numbers_are_read_from_text_as_in_cpython(text: str, base: int) -> None:
    agree("$b_int", lambda: int(text, base), text, base)
    agree("$b_float", lambda: float(text), text)
