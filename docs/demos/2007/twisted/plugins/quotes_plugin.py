from twisted.scripts.mktap import _tapHelper

quotes = _tapHelper("Quotes", "quotes", "Serve a quote to whoever connects.", "quotes")
