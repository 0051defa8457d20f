"""Turn settings and sources into checked products, and serve them.

settings.py          settings.yaml as one value; settings_schema.py, its schema
feature.py           the keys of the feature's configuration: schema, and table of README.md
catalogue.py         the texts of all languages
extensions.py        a team's packages; extension_schema.py, their settings; extension_names.py, the keys that
                     they name; extension_module.py, the module that calls them
products.py          make the products, with manifest.py and templates.py; script_check.py checks them
product_file.py      a file of a build; what standard modules add to it
report.py            the report of a build
dist.py              read an earlier build
versions.py          the plugin's version and its commit
watch.py             wait for a change; plugin_server/ serves builds
ranges.py, yaml_file.py   npm's ranges, YAML with line numbers
"""
