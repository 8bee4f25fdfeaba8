"""What AWS does and the emulator does not, one probe for each fix. `catalog` lists them all."""
