"""An example of an extension: each recipe of README.md, section "Change it"."""
