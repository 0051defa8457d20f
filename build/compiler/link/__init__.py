"""Link units of the program and of the runtime into one script with its source map.

link.py         choose the units, and carry out the rest
constants.py    write constants where they are used
shorten.py      short names; variables.py finds the scope of a variable, tokens.py the tokens
parentheses.py  parentheses that can go
compact.py      braces, semicolons, `var`s and `function`s that can go
source_map.py   a line of the bundle, and the map of all lines
"""
