"""Issues at other services: one for each subject and service, however often and from wherever it is asked for."""
