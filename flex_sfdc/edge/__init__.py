"""Everything that touches the browser or Salesforce. Thin: nothing is decided here, and nothing here throws
into its caller."""
