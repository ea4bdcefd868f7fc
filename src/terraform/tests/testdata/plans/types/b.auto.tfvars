auto = ["b", 2, true]
