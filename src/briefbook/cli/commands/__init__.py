"""The commands, one module each: at most fifteen lines, heavy imports inside."""
