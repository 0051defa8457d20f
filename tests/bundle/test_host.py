"""`flex_sfdc/host.js` in V8: the behaviour that the fakes of the unit tests repeat in Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from build.bundle.products import read_host
from build.cli import ROOT

TEXTS = """
const strings = {}, templates = {};
const shown = (key, template, context) => `${key}: ${template ? template(context) : 'none'}`;
const catalogue = { keys: ['A', 'B'], texts: { en: ['a', 'b'] } };
const add = () => $host(globalThis).addTexts(strings, catalogue, 'en');
const guard = () => $host(globalThis).guardTemplates(templates, catalogue, shown);
"""


def run(code: str) -> Any:
    engine = MiniRacer()
    engine.eval(f"'use strict'; {read_host(ROOT)}{TEXTS}")
    return json.loads(str(engine.eval(f"(() => {{ {code} }})()")))


@pytest.mark.parametrize(("before", "text"), [("'theirs'", "theirs"), ("''", ""), ("5", "a"), ("null", "a")])
def test_a_text_that_flex_has_is_kept(before: str, text: str) -> None:
    code = f"strings.A = {before}; const own = add(); return JSON.stringify([strings, own('A'), own('C')]);"
    assert run(code) == [{"A": text, "B": "b"}, "a", None]


def test_the_template_that_was_set_last_is_rendered() -> None:
    code = """templates.A = (context) => `first ${context}`;
    guard();
    const before = [templates.A(1), templates.B(1)];
    templates.A = (context) => `later ${context}`;
    return JSON.stringify([...before, templates.A(2), templates.B(2)]);"""
    assert run(code) == ["A: first 1", "B: none", "A: later 2", "B: none"]
