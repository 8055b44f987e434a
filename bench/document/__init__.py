"""What the document checks find and miss: clean and wrong cards, drawn for tuning or held out."""
