"""Markdown to content and back: CommonMark with tables, strikethrough, task lists, mentions and front matter.

`read_markdown(write_markdown(content)) == content` for all content that Markdown can express, and for whatever has
been read from Markdown once. Reading loses no text, and never fails but for a document of too many nodes.

Reading
  HTML is text; in headings and cells, whose lines cannot be broken, `<br>` is a hard break. A line end is a space.
  A link or image that content refuses, for its address or the length of a text, is text, address included.
  A link around images alone is theirs no longer: its address follows them as its text.
  A list of tasks and other items is read as several lists, one for each run of tasks or of other items.
  Items with numbers are no tasks. A link to `mention:<uuid>` is a mention; its text, without an `@`, is the label.
  Front matter (YAML between lines of `---`) is a code block.
  Quotes and lists more than 40 deep are the text that they are written with.
  Characters that are none (controls, lone surrogates) are U+FFFD. Unused definitions of references are dropped.

Writing
  Lists side by side have different bullets, so that they stay two.
  A character that emphasis could not begin or end beside is a character reference: `**Note:&#32;**`.

What Markdown cannot say
  underline                        the text without it
  empty paragraphs                 left out, and so is what ends a paragraph in hard breaks
  line ends in inline code         spaces
  several blocks in a cell         one paragraph with hard breaks between them; code is inline code for each line
  cells over columns and rows      empty cells beside and below (none in tables of very many spans)
  a table's first row              is its heading, no other cell is; each column is aligned as the heading is
  rows of different lengths        filled up with empty cells
  numbers of an ordered list       count up from `start`, at most to 999999999
  a language of several words      the first word
  attributes that an editor added  left out
  empty strings as attributes      left out
"""

from openfactory.shared.documents.content.markdown.reading import read_markdown
from openfactory.shared.documents.content.markdown.writing import write_markdown

__all__ = ["read_markdown", "write_markdown"]
