from twisted.application.service import ServiceMaker

search = ServiceMaker("Search", "search", "Search for something.", "search")
