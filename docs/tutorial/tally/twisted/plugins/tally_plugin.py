from twisted.application.service import ServiceMaker

tally = ServiceMaker("Tally", "tally", "Tell each client how many came before.", "tally")
