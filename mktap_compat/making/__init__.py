"""From a plugin and its command line, or an old tap, to an application and to the tap that holds it."""
