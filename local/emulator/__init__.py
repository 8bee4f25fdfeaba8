"""The emulator behind the embedded AWS: moto, mended and sped up, and what simulates Glue's runs.

Every fix is declared (`declaring.Fix`): what it replaces, what moto does there and what AWS does. A
file holds the fixes of one service; `catalog` lists them all. docs/emulator.md is made from it.
"""

from local.emulator.loading import load_without_batch

# Before anything here imports the parts of moto that would load it.
load_without_batch()
