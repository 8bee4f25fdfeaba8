"""How the simulations are set. It loads nothing of the emulator."""

SIMULATE = "--SIMULATE"
# The default of every job: its runs succeed.
NO_SIMULATION = "off"

JOB_SECONDS = 3
# AWS's waits of a state machine are divided by this.
WAIT_DIVISOR = 60
