"""Show the plugin's health in Flex's header: what works, what does not, and what to do."""
