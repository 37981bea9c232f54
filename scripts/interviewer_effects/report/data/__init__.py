"""The tables of one survey as the report reads them."""
