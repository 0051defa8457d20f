"""The real Flex UI: installed from npm, bundled once, and served as Flex's own site."""
