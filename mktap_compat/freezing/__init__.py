"""From an application to its pickled graph: pickler, reducers, completeness, whereabouts, persistence."""
