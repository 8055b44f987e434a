"""What ``motcua doctor`` looks at, part by part, and how it tells what it found."""
