"""The national population database: does what a person says hold, and what may be taken over."""
