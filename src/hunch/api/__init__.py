"""The Python face: `hunch.init`, `hunch.log` and their like. Only this and the command line read the environment."""
