"""What every scenario stands on: the story's form, the stage it is played on, and the player.

A scenario is one file in `scenarios/` that defines one subclass of `Story`. Adding a scenario is
adding that file: `scenarios.catalogue` finds it. One definition serves the command line, the tests
and whatever shows it next: a story says who acts, what to watch and which rule it shows, and never
how that is displayed.
"""
