"""Link units of the program and of the runtime into one script with its source map.

link.py         choose the units, and run the steps below
constants.py    write constants where they are used
shorten.py      shorten names; variables.py finds the scope of a variable, tokens.py the tokens
parentheses.py  remove parentheses
compact.py      remove braces, semicolons, `var`s and `function`s
source_map.py   a line of the bundle, and the map of all lines
"""
