"""What other rooms need to know of the record of who did what."""

from typing import Final

#: Characters of an actor: ``officer:`` and a user name of at most 150, with room to spare. Every column that
#: repeats an actor has this length: where one were shorter, officers with long names could not act.
ACTOR_LENGTH: Final = 160
