"""The page put together: order, tables, sentences, glossary, the lines to reproduce it."""
