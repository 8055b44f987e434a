"""Identity papers drawn in a third hand, by somebody who knew them only from what is written about them.

Made to find what the reader gets wrong, not to measure it kindly: other proportions, labels, type, faults and
ways of taking a photo than ``bench.cards`` and ``bench.papers.variety``, with which nothing is shared but
the two portraits. A part of the type, grounds and ways, and a block of seeds, is kept out of all tuning.
"""
