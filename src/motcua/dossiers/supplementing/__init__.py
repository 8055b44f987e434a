"""What a citizen adds or corrects after filing, because the office asked for more."""
