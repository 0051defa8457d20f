"""Find out what the whole program means before any module is lowered.

program.py         what each module-level name means; the results of the others
scopes.py          the bindings of a scope, or of a whole module; names.py, their JavaScript names
imports.py         when each module runs
facts.py           the features that the program uses anywhere
survey.py          how functions are called; callables.py, parameters, and calls bound while compiling
flows.py           functions that are passed on; flow_reader.py and flow_values.py, where values go
computed_names.py  attributes by computed names; name_uses.py, its index
instances.py       classes in whose methods `self` needs no check
purity.py          statements that only define something
typing_only.py     code that only the type checker needs
"""
