"""The emulator behind the embedded AWS: moto with corrections, simulated Glue runs and more speed.

Every fix is a declaration (`declaring.Fix`): what it replaces, what moto does and what AWS does.
`catalog` lists all fixes. The tables of docs/emulator.md are generated from them.
"""

from local.emulator.loading import load_without_batch

# This comes first: the other modules here import parts of moto that would load Batch.
load_without_batch()
