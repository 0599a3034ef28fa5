"""From the nodes of an old tap to constructions, and from those to live objects or a .tac file."""
